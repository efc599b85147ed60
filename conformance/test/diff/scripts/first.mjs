/** An implementation for the tests of run-script: an emitter with one method. */
import { EventEmitter } from 'node:events'

export class Greeter extends EventEmitter {
  greet(name) {
    this.emit('greeting', `hello ${name}`)
    return 'done'
  }
}
