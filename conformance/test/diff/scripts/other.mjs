/** As first.mjs, with another event, another result. */
import { EventEmitter } from 'node:events'

export class Greeter extends EventEmitter {
  greet(name) {
    this.emit('greeting', Buffer.from(`hello ${name}`))
    return 'finished'
  }
}
