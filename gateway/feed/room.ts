import { mostPending } from './timing.ts'
import type { Viewer } from './viewer.ts'

/** Whether a viewer has so little to take still that it may be written a snapshot: nothing of the one before. */
export function hasRoomForSnapshot({ socket, snapshotEnd }: Viewer): boolean {
  return socket.takenBytes >= snapshotEnd && socket.pendingBytes <= mostPending
}

/** Whether a viewer may be written a frame; the snapshot that it is still taking does not count against it. */
export function hasRoomForFrame({ socket, snapshotEnd }: Viewer): boolean {
  return socket.writtenBytes - Math.max(socket.takenBytes, snapshotEnd) <= mostPending
}
