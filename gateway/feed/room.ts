import { mostPending } from './timing.ts'
import type { ViewerSocket } from './viewer-socket.ts'

/** What has been written to a viewer, and up to which byte of it the last snapshot went. */
export interface Written {
  readonly socket: ViewerSocket
  readonly snapshotEnd: number
}

/** Whether a viewer has so little to take still that it may be written a snapshot: nothing of the one before. */
export function hasRoomForSnapshot({ socket, snapshotEnd }: Written): boolean {
  const { pendingBytes } = socket
  return pendingBytes <= mostPending && socket.writtenBytes - pendingBytes >= snapshotEnd
}

/** Whether a viewer may be written a frame; the snapshot that it is still taking does not count against it. */
export function hasRoomForFrame({ socket, snapshotEnd }: Written): boolean {
  const { pendingBytes } = socket
  if (pendingBytes <= mostPending) return true
  const { writtenBytes } = socket
  return writtenBytes - Math.max(writtenBytes - pendingBytes, snapshotEnd) <= mostPending
}
