import type { ViewerSocket } from './viewer-socket.ts'

/** A connection that counts what goes through it, so that what its other end takes can be told from what it says. */
export class MeasuredSocket implements ViewerSocket {
  readonly #socket: ViewerSocket
  /** All that was ever written, bytes. */
  writtenBytes = 0
  /** The last write left next to nothing waiting, so that the socket itself need not be asked. */
  hasTaken = true

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

  write(frames: Buffer): boolean {
    this.writtenBytes += frames.length
    this.hasTaken = this.#socket.write(frames)
    return this.hasTaken
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }
}
