/** Parity of the pieces in which a reader gets a binary message: one for each frame, however the network cuts them. */
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, parityOfNodejsWebsocket, serverOf } from './scene.js'

/** Receives frames on a server and logs the size of each piece. */
async function receive({ trace, ...context }: Context, sizes: readonly number[]): Promise<void> {
  const { conn, peer } = await serverOf({ trace, ...context } as Context, {
    prepare: (conn) =>
      conn.on('binary', (stream: Api) => {
        stream.on('data', (piece: Buffer) => trace.log('piece', piece.length))
        stream.on('end', () => conn.sendText('got it'))
      }),
  })
  const frames = sizes.map((size, at) => ({
    opcode: at === 0 ? 2 : 0,
    payload: Buffer.alloc(size, at),
    fin: at === sizes.length - 1,
    mask: true,
  }))
  peer.frame(...frames)
  await peer.nextFrame()
  await trace.seen(conn, 'binary')
}

const messages: Record<string, readonly number[]> = {
  '16 bytes': [16],
  '64 KiB': [65536],
  '200000 bytes': [200_000],
  '2 MiB, nearly': [2 * 1024 * 1024 - 1000],
  'small fragments': [1, 1000, 0, 125, 126],
  'large fragments': [70_000, 100_000, 65536, 10],
}

parityOfNodejsWebsocket(
  'pieces',
  Object.entries(messages).map(
    ([name, sizes]): Scenario<Api> => scenario<Api>(`a message of ${name}`, (context) => receive(context, sizes)),
  ),
)
