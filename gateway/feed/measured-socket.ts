import type { ViewerSocket } from './viewer-socket.ts'

/** A connection that counts what goes through it, so that what its other end takes can be told from what it says. */
export class MeasuredSocket implements ViewerSocket {
  readonly #socket: ViewerSocket
  /** All that was ever written, bytes. */
  writtenBytes = 0

  constructor(socket: ViewerSocket) {
    this.#socket = socket
  }

  get pendingBytes(): number {
    return this.#socket.pendingBytes
  }

  /** All that the network has ever taken, bytes. */
  get takenBytes(): number {
    return this.writtenBytes - this.pendingBytes
  }

  write(frames: Buffer): void {
    this.writtenBytes += frames.length
    this.#socket.write(frames)
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }
}
