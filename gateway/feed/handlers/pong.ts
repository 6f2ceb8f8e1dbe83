import type { Pong } from '../../protocol/index.ts'
import type { Viewer } from '../viewer.ts'
import type { Context } from './context.ts'

/** The viewer has taken everything up to the ping that it answers. */
export function onPong({ observer }: Context, viewer: Viewer, pong: Pong): void {
  const { seq, arrivedMs, shownMs } = pong
  const { session } = viewer
  if (session.state === 'inStep' && session.unanswered?.seq === seq) session.unanswered = null
  else if (session.state === 'behind' && session.pingSeq === seq) session.lane.drained(viewer)
  // Who is not in step says how late the past was.
  if (session.state !== 'inStep') return
  if (arrivedMs !== undefined) observer.reported('arrived', arrivedMs)
  if (shownMs !== undefined) observer.reported('shown', shownMs)
}
