import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { ViewerSocket } from './viewer-socket.ts'

const open = 1

/**
 * A viewer on a ws connection. Frames go past ws, straight to the socket of the upgrade request: only while ws
 * says that the connection is open, since nothing may follow a close frame. ws says so before anything ends the socket.
 */
export class WsViewerSocket implements ViewerSocket {
  readonly #ws: WebSocket
  readonly #socket: Socket

  constructor(ws: WebSocket, upgradeSocket: Socket) {
    this.#ws = ws
    this.#socket = upgradeSocket
  }

  write(frames: Buffer): boolean {
    return this.#ws.readyState === open && this.#socket.write(frames)
  }

  /** What ws wrote itself counts too: a few answers to pings of the client. */
  get writtenBytes(): number {
    return this.#socket.bytesWritten
  }

  get pendingBytes(): number {
    return this.#socket.writableLength
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason)
  }
}
