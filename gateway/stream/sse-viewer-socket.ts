import type { ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import type { ViewerSocket } from '../feed/viewer-socket.ts'

/** How long who is sent away has to take what was written before, ms; a WebSocket has its closing handshake for that. */
const partingMs = 5000

/**
 * A viewer that takes server-sent events as the body of an answer, which ends with the connection: without chunks the
 * same Buffer is written to all of them, past the ServerResponse, straight to its socket.
 */
export function sseViewerSocket(response: ServerResponse, clock: Clock): ViewerSocket & { close(): void } {
  const socket = response.socket!
  let written = 0
  return {
    write(frames) {
      if (response.writableEnded || !socket.writable) return false
      written += frames.length
      return socket.write(frames)
    },
    get writtenBytes() {
      return written
    },
    // What is left of the answer's head is none of what was written here.
    get pendingBytes() {
      return Math.min(written, socket.writableLength)
    },
    close() {
      if (socket.destroyed) return
      response.end()
      // Who takes nothing would never see the end, and be kept for ever.
      const cancel = clock.schedule(partingMs, () => socket.destroy())
      socket.once('close', cancel)
    },
  }
}
