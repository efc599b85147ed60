/** `WebSocketRouterRequest`: a request as a mounted handler sees it. */

import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { UrlWithParsedQuery } from 'node:url'
import type { WebSocketConnection } from './connection.js'
import { es5Class } from './es5-class.js'
import type { WebSocketRequest } from './request.js'
import type { RequestCookie, RequestedExtension } from './request-headers.js'
import type { ResponseCookie } from './set-cookie.js'

/** The protocol that stands for "none". */
export const NO_PROTOCOL = '____no_protocol____'

class WebSocketRouterRequestMethods extends EventEmitter {
  declare webSocketRequest: WebSocketRequest
  declare protocol: string | null
  declare origin: string | undefined
  declare resource: string
  declare resourceURL: UrlWithParsedQuery
  declare httpRequest: IncomingMessage
  declare remoteAddress: string
  declare webSocketVersion: number
  declare requestedExtensions: RequestedExtension[]
  declare cookies: RequestCookie[]

  /** @throws as `WebSocketRequest.accept` */
  accept(origin?: string | null, cookies?: ResponseCookie[] | null): WebSocketConnection {
    const connection = this.webSocketRequest.accept(this.protocol, origin, cookies)
    this.emit('requestAccepted', connection)
    return connection
  }

  reject(status?: number, reason?: string, extraHeaders?: object): void {
    this.webSocketRequest.reject(status, reason, extraHeaders)
    this.emit('requestRejected', this)
  }
}

export const WebSocketRouterRequest = es5Class<
  WebSocketRouterRequestMethods,
  [webSocketRequest: WebSocketRequest, resolvedProtocol: string]
>({
  name: 'WebSocketRouterRequest',
  length: 2,
  methods: WebSocketRouterRequestMethods,
  parent: EventEmitter,
  initialise: (request, webSocketRequest, resolvedProtocol) => {
    request.webSocketRequest = webSocketRequest
    request.protocol = resolvedProtocol === NO_PROTOCOL ? null : resolvedProtocol
    request.origin = webSocketRequest.origin
    request.resource = webSocketRequest.resource
    request.resourceURL = webSocketRequest.resourceURL
    request.httpRequest = webSocketRequest.httpRequest
    request.remoteAddress = webSocketRequest.remoteAddress
    request.webSocketVersion = webSocketRequest.webSocketVersion
    request.requestedExtensions = webSocketRequest.requestedExtensions
    request.cookies = webSocketRequest.cookies
  },
})
export type WebSocketRouterRequest = WebSocketRouterRequestMethods
