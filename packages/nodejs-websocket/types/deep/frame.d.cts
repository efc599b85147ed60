/** Single frames as bytes. */
/// <reference types="node" />

declare const frame: {
  createTextFrame(data: string, masked?: boolean): Buffer
  createBinaryFrame(data: Uint8Array, masked?: boolean, first?: boolean, fin?: boolean): Buffer
  createCloseFrame(code?: number, reason?: string, masked?: boolean): Buffer
  createPingFrame(data: string, masked?: boolean): Buffer
  createPongFrame(data: string, masked?: boolean): Buffer
}

export = frame
