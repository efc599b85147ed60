/** Another way to the same behaviour as first.mjs. */
import { EventEmitter } from 'node:events'

export class Greeter extends EventEmitter {
  greet(...names) {
    const [name] = names
    this.emit('greeting', ['hello', name].join(' '))
    return 'done'
  }
}
