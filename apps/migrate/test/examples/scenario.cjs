// What some people do in the chat, and what each of them reads. It runs in a thread, against any step of the example.
const { workerData } = require('node:worker_threads')
const WebSocket = require(workerData.client)
const { start } = require(workerData.server)

const origin = 'https://chat.example'
const transcript = []
const note = (who, what) => transcript.push(`${who}: ${what}`)

/** A client whose messages can be waited for, one by one. */
function join(who, url, protocols, options) {
  const socket = new WebSocket(url, protocols, options)
  const events = []
  let wake
  const push = (text) => {
    note(who, text)
    events.push(text)
    wake?.()
  }
  socket.on('open', () => push(`open ${socket.protocol}`))
  socket.on('message', (data, isBinary) => push(isBinary ? `binary ${data.length}` : data.toString()))
  socket.on('unexpected-response', (request, response) => {
    push(`refused ${response.statusCode}`)
    request.destroy()
  })
  // What answers a Close of ours is a matter of the API, and no concern of the program.
  let isOurs = false
  socket.on('close', (code, reason) => push(isOurs ? 'closed by itself' : `closed ${code} ${reason}`))
  socket.on('error', () => {})
  let read = 0
  return {
    do: (command) => socket.send(JSON.stringify(command)),
    socket,
    close: (reason) => {
      isOurs = true
      socket.close(1000, reason)
    },
    /** Waits until so many more events have come. */
    async next(count = 1) {
      read += count
      while (events.length < read) {
        await new Promise((resolve) => {
          wake = resolve
        })
      }
      return events[read - 1]
    },
  }
}

async function run() {
  const server = await start({
    port: 0,
    origins: [origin, 'https://*.friends.example'],
    // Long enough that a busy machine drops nobody who answers.
    keepaliveInterval: 1500,
    keepaliveGracePeriod: 1500,
  })
  const base = `127.0.0.1:${server.port}`
  const chat = (who, from = origin, more = {}) => join(who, `ws://${base}/chat`, 'chat', { origin: from, ...more })

  await join('stranger', `ws://${base}/chat`, 'chat', { origin: 'https://evil.example' }).next()
  await join('lost', `ws://${base}/nowhere`, 'chat', { origin }).next()
  await join('mute', `ws://${base}/chat`, 'other', { origin }).next()

  const reader = join('reader', `ws://${base}/news`, [], {})
  await reader.next()
  const ann = chat('ann')
  await ann.next(2) // open, the lobby
  await reader.next() // the lobby is open
  ann.do({ type: 'name', name: 'ann' })
  await ann.next()
  const bob = chat('bob', 'https://my.friends.example')
  await bob.next(2)
  await ann.next() // bob joined
  bob.do({ type: 'name', name: 'ann' })
  await bob.next() // taken
  bob.do({ type: 'name', name: 'bob' })
  await Promise.all([ann.next(), bob.next()])

  for (const text of ['one', 'two', 'three', 'grüße 👋']) {
    ann.do({ type: 'say', text })
    await Promise.all([ann.next(), bob.next()])
  }
  bob.do({ type: 'whisper', to: 'ann', text: 'psst' })
  await ann.next()
  bob.do({ type: 'whisper', to: 'nobody', text: 'psst' })
  await bob.next()
  bob.do({ type: 'who' })
  await bob.next()
  for (const wrong of ['no json', '{"type":"fly"}', '{"type":"say"}', '3']) {
    bob.socket.send(wrong)
    await bob.next()
  }
  bob.socket.send(Buffer.alloc(9))
  await bob.next()

  bob.do({ type: 'join', room: 'kitchen' })
  await Promise.all([bob.next(), ann.next(), reader.next()])
  const cat = chat('cat')
  await cat.next(2) // with what was said last
  await ann.next()
  const page = await (await fetch(`http://${base}/`)).json()
  note('page', JSON.stringify(page))
  server.announce('supper is ready')
  await Promise.all([ann.next(), bob.next(), cat.next(), reader.next()])

  bob.do({ type: 'bye' })
  await bob.next()
  await reader.next(2) // the kitchen is closed, bob left
  cat.close('tired')
  await cat.next()
  await Promise.all([ann.next(), reader.next()])

  // Who does not answer pings is dropped; the others stay.
  const silent = chat('silent', origin, { autoPong: false })
  await silent.next(2)
  await ann.next()
  await silent.next()
  await Promise.all([ann.next(), reader.next()])
  reader.socket.send('hello?')
  await reader.next()

  await Promise.all([server.stop(), ann.next()])
  // Lines of one person are in order; those of different people may come in any.
  const people = [...new Set(transcript.map((line) => line.split(':')[0]))]
  for (const who of people) for (const line of transcript) if (line.startsWith(`${who}:`)) console.log(line)
}

// What came before a hang says where it hangs.
setTimeout(() => {
  console.log(transcript.join('\n'))
  process.exit(1)
}, 20_000).unref()

run()
