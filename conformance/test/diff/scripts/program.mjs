/** A user's script. */
import { createServer } from 'node:net'
import { Greeter } from 'greeter'

const greeter = new Greeter()
greeter.on('greeting', () => {})
console.log(greeter.greet(process.argv[2] ?? 'world'))
const server = createServer().listen(0, '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`)
  server.close()
})
if (process.env.CRASH) {
  setImmediate(() => {
    throw new RangeError('as told')
  })
}
if (process.env.HANG) setInterval(() => {}, 1000)
