/** `WebSocketRouter`: hands a server's requests to the handlers that are mounted for their path and subprotocol. */

import { EventEmitter } from 'node:events'
import { extend } from './config.js'
import { es5Class } from './es5-class.js'
import type { WebSocketRequest } from './request.js'
import { NO_PROTOCOL, WebSocketRouterRequest } from './router-request.js'
import type { WebSocketServer } from './server.js'

interface RouterConfig {
  server: WebSocketServer | null
}

type RouterCallback = (request: WebSocketRouterRequest) => void

interface RouterHandler {
  path: RegExp
  pathString: string
  protocol: string
  callback: RouterCallback
}

class WebSocketRouterMethods extends EventEmitter {
  declare config: RouterConfig
  declare server: WebSocketServer | null | undefined
  declare handlers: RouterHandler[]
  declare _requestHandler: (request: WebSocketRequest) => void

  attachServer(server: WebSocketServer | null | undefined): void {
    if (!server) throw new Error('You must specify a WebSocketServer instance to attach to.')
    this.server = server
    server.on('request', this._requestHandler)
  }

  detachServer(): void {
    const { server } = this
    if (!server) throw new Error('Cannot detach from server: not attached.')
    server.removeListener('request', this._requestHandler)
    this.server = null
  }

  /** @throws Error for a missing argument, or a path and protocol that are taken */
  mount(path: string | RegExp, protocol: string | null | undefined, callback: RouterCallback): void {
    if (!path) throw new Error('You must specify a path for this handler.')
    const name = (protocol || NO_PROTOCOL).toLocaleLowerCase()
    if (!callback) throw new Error('You must specify a callback for this handler.')
    const pattern = this.pathToRegExp(path)
    if (!(pattern instanceof RegExp)) throw new Error('Path must be specified as either a string or a RegExp.')
    const pathString = pattern.toString()
    if (this.findHandlerIndex(pathString, name) !== -1) {
      throw new Error('You may only mount one handler per path/protocol combination.')
    }
    this.handlers.push({ path: pattern, pathString, protocol: name, callback })
  }

  /** @throws Error where nothing is mounted */
  unmount(path: string | RegExp, protocol?: string | null): void {
    const name = (protocol || NO_PROTOCOL).toLocaleLowerCase()
    const index = this.findHandlerIndex(this.pathToRegExp(path).toString(), name)
    if (index === -1) throw new Error('Unable to find a route matching the specified path and protocol.')
    this.handlers.splice(index, 1)
  }

  findHandlerIndex(pathString: string, protocol: string): number {
    const name = protocol.toLocaleLowerCase()
    return this.handlers.findIndex((handler) => handler.pathString === pathString && handler.protocol === name)
  }

  pathToRegExp(path: string | RegExp): RegExp {
    if (typeof path !== 'string') return path
    return path === '*' ? /^.*$/ : new RegExp(`^${path.replace(/[-[\]{}()*+?.,\\^$|#\s]/g, '\\$&')}$`)
  }

  handleRequest(request: WebSocketRequest): void {
    const requested = request.requestedProtocols ?? []
    const names = requested.length === 0 ? [NO_PROTOCOL] : requested
    for (const name of names) {
      const protocol = name.toLocaleLowerCase()
      for (const handler of this.handlers) {
        // Not `test`, which a global RegExp continues where it last matched.
        if ((request.resourceURL.pathname ?? '').search(handler.path) < 0) continue
        if (protocol !== handler.protocol && handler.protocol !== '*') continue
        handler.callback(new WebSocketRouterRequest(request, protocol))
        return
      }
    }
    request.reject(404, 'No handler is available for the given request.')
  }
}

export const WebSocketRouter = es5Class<WebSocketRouterMethods, [config?: Partial<RouterConfig>]>({
  name: 'WebSocketRouter',
  length: 1,
  methods: WebSocketRouterMethods,
  parent: EventEmitter,
  initialise: (router, config) => {
    router.config = extend({ server: null }, config)
    router.handlers = []
    router._requestHandler = router.handleRequest.bind(router)
    if (router.config.server) router.attachServer(router.config.server)
  },
})
export type WebSocketRouter = WebSocketRouterMethods
