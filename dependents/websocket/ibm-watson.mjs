// ibm-watson 8: audio goes to a recogniser made here and text comes back, over w3cwebsocket; then a voice, and a refusal.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { NoAuthAuthenticator } from 'ibm-watson/auth/index.js'
import SpeechToText from 'ibm-watson/speech-to-text/v1.js'
import TextToSpeech from 'ibm-watson/text-to-speech/v1.js'
import websocket from 'websocket'

const http = createServer()
await once(http.listen(0, '127.0.0.1'), 'listening')
const serviceUrl = `http://127.0.0.1:${http.address().port}`
const server = new websocket.server({ httpServer: http })
server.on('request', (request) => {
  const { pathname, query } = request.resourceURL
  if (query.model === 'refused') return request.reject(403, 'no')
  const connection = request.accept(null, request.origin)
  const send = (value) => connection.sendUTF(JSON.stringify(value))
  console.log('asked for', pathname, query.model ?? query.voice, request.httpRequest.headers['x-key'])
  let bytes = 0
  connection.on('message', ({ type, utf8Data, binaryData }) => {
    if (type === 'binary') {
      bytes += binaryData.length
      return
    }
    const message = JSON.parse(utf8Data)
    if (pathname === '/v1/synthesize') {
      send({ binary_streams: [{ content_type: message.accept }] })
      for (let sent = 0; sent < 3; sent++) connection.sendBytes(Buffer.alloc(1_000, sent))
      // A frame that is not yet delivered when the TCP connection ends would be lost: the pong says that all are.
      connection.once('pong', () => connection.close(1000, 'spoken'))
      return connection.ping('')
    }
    if (message.action === 'stop')
      send({ results: [{ final: true, alternatives: [{ transcript: `${bytes} bytes ✓` }] }] })
    send({ state: 'listening' })
  })
})
const authenticator = new NoAuthAuthenticator()
const headers = { 'x-key': 'secret' }
const listen = (model) =>
  new SpeechToText({ authenticator, serviceUrl }).recognizeUsingWebSocket({
    contentType: 'audio/l16; rate=44100',
    model,
    headers,
  })

const recognizer = listen('en-US')
recognizer.setEncoding('utf8')
const events = []
for (const name of ['open', 'listening', 'data']) recognizer.on(name, (text) => events.push(text ?? name))
const closed = once(recognizer, 'close')
recognizer.write(Buffer.alloc(30_000))
recognizer.end(Buffer.alloc(10_000))
const [code] = await closed
console.log('recognised', events.join(', '), code)

const voice = new TextToSpeech({ authenticator, serviceUrl }).synthesizeUsingWebSocket({
  text: 'grüße',
  voice: 'en',
  accept: 'audio/wav',
  headers,
})
const audio = []
voice.on('data', (data) => audio.push(Buffer.from(data)))
const [voiceCode, reason] = await once(voice, 'close')
console.log('spoken', Buffer.concat(audio).length, voiceCode, reason)

const refused = listen('refused')
const failure = once(refused, 'error')
refused.resume()
refused.end(Buffer.alloc(1))
console.log('refused', (await failure)[0].message)
server.shutDown()
http.close()
