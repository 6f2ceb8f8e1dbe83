import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { ViewerSocket } from './viewer-socket.ts'

const open = 1

/**
 * A viewer on a ws connection. Frames go past ws, straight to the socket of the upgrade request: only while ws
 * says that the connection is open, since nothing may follow a close frame.
 */
export function wsViewerSocket(ws: WebSocket, upgradeSocket: Duplex): ViewerSocket {
  return {
    write(frames) {
      return ws.readyState === open && upgradeSocket.writable && upgradeSocket.write(frames)
    },
    get pendingBytes() {
      return upgradeSocket.writableLength
    },
    close: (code, reason) => ws.close(code, reason),
  }
}
