import type { Context } from './handlers/context.ts'
import { timing } from './timing.ts'
import type { Viewer } from './viewer.ts'

/** What is done for each viewer once a round: a ping if it has had none for long, and an end if it is silent. */
export function lookAfter({ clock, close, send }: Context, viewer: Viewer): void {
  const now = clock.elapsed()
  const { session } = viewer
  if (session.state === 'closing') return
  noteWhatItTook(viewer, now)
  if (viewer.answers && now - viewer.heardAt >= timing.silence) {
    close(viewer, 'silent', `No answer for ${timing.silence / 1000} s.`)
    return
  }
  if (now - viewer.tookAt >= timing.silence) {
    close(viewer, 'silent', `Nothing taken for ${timing.silence / 1000} s.`)
    return
  }
  if (session.state === 'greeted' && now - session.since >= timing.subscribeWithin) {
    close(viewer, 'silent', `Subscribe to a race within ${timing.subscribeWithin / 1000} s.`)
    return
  }
  if (session.state === 'behind' && (session.answered || !viewer.answers)) session.lane.drained(viewer)
  if (session.state === 'behind' || now - viewer.pingedAt < timing.unasked) return
  viewer.pingedAt = now
  const seq = session.state === 'inStep' ? session.held.seq : 0
  if (session.state === 'inStep') session.lane.asked(viewer, { seq, due: now + timing.behindAfter })
  send(viewer, { type: 'ping', serverTime: clock.now(), seq })
}

function noteWhatItTook(viewer: Viewer, now: number): void {
  const { pendingBytes } = viewer.socket
  if (pendingBytes === 0) viewer.tookAt = now
  if (pendingBytes === 0 && viewer.pendingBytes === 0) return
  const takenBytes = viewer.socket.writtenBytes - pendingBytes
  // What the kernel takes at once says nothing of the other end; what had to wait for it does.
  if (viewer.pendingBytes > 0 && takenBytes > viewer.takenBytes) {
    viewer.heardAt = now
    viewer.tookAt = now
  }
  viewer.takenBytes = takenBytes
  viewer.pendingBytes = pendingBytes
}
