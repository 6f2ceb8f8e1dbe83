import type { ServerResponse } from 'node:http'
import type { ViewerSocket } from '../feed/viewer-socket.ts'

/**
 * A viewer that takes server-sent events as the body of an answer, which ends with the connection: without chunks the
 * same Buffer is written to all of them, past the ServerResponse, straight to its socket.
 */
export function sseViewerSocket(response: ServerResponse): ViewerSocket {
  const socket = response.socket!
  let written = 0
  return {
    write(frames) {
      if (response.writableEnded || !socket.writable) return false
      written += frames.length
      return socket.write(frames)
    },
    // What is left of the answer's head is none of what was written here.
    get pendingBytes() {
      return Math.min(written, socket.writableLength)
    },
    close: () => void response.end(),
  }
}
