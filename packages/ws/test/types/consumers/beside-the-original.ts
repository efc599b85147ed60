// A program in which one dependency brings the original's types and another has ours. It is compiled, never run.
import type * as Original from 'original-ws'
import type * as Ours from 'ws'

declare const original: Original.WebSocket
declare const ours: Ours.WebSocket
export const connections: [Original.WebSocket, Ours.WebSocket] = [ours, original]

declare const originalOptions: Original.ClientOptions & Original.PerMessageDeflateOptions
export const clientOptions: Ours.ClientOptions & Ours.PerMessageDeflateOptions = originalOptions

declare const originalServerOptions: Omit<Original.ServerOptions, 'WebSocket'>
export const serverOptions: Ours.ServerOptions = originalServerOptions

type Events<M extends typeof Original | typeof Ours> = InstanceType<M['WebSocket']>['onmessage']
export const handlers: [Events<typeof Original>, Events<typeof Ours>] = [ours.onmessage, original.onmessage]
