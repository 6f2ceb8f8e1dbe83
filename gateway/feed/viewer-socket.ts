/** What the feed needs of a connection: no more of ws than this, so that a test needs no port. */
export interface ViewerSocket {
  /**
   * Writes bytes that are already framed; nothing at all once a close frame has gone either way. True says that little or
   * nothing waits still, some 64 KiB at most; else `pendingBytes` tells.
   */
  write(frames: Buffer): boolean
  /** All that was ever written, bytes. */
  readonly writtenBytes: number
  /** What has been written and not yet taken by the network, bytes. */
  readonly pendingBytes: number
  /** Begins the closing handshake. */
  close(code: number, reason: string): void
}
