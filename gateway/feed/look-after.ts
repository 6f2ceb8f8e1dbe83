import { pingFrame } from './channel.ts'
import type { Context } from './handlers/context.ts'
import { timing } from './timing.ts'
import { channelOf, type Viewer } from './viewer.ts'

/** What is done for each viewer once a round: a ping if it has had none for long, and an end if it is silent. */
export function lookAfter({ clock, close }: Context, viewer: Viewer): void {
  const now = clock.now()
  const { session, socket } = viewer
  if (session.state === 'closing') return
  if (socket.pendingBytes < viewer.pendingBytes) viewer.heardAt = now
  viewer.pendingBytes = socket.pendingBytes
  if (now - viewer.heardAt >= timing.silence) {
    close(viewer, 'silent', `No answer for ${timing.silence / 1000} s.`)
    return
  }
  if (session.state === 'greeted' && now - session.since >= timing.subscribeWithin) {
    close(viewer, 'silent', `Subscribe to a race within ${timing.subscribeWithin / 1000} s.`)
    return
  }
  if (session.state === 'behind' || now - viewer.pingedAt < timing.heartbeat) return
  viewer.pingedAt = now
  const seq = channelOf(viewer)?.seq ?? 0
  if (session.state === 'inStep') session.unanswered ??= { seq, due: now + timing.behindAfter }
  socket.write(pingFrame(seq, now))
}
