import type { Pong } from '../../protocol/index.ts'
import type { Viewer } from '../viewer.ts'

/** The viewer has taken everything up to the ping that it answers. */
export function onPong(viewer: Viewer, { seq }: Pong): void {
  const { session } = viewer
  if (session.state === 'inStep' && session.unanswered?.seq === seq) session.unanswered = null
  else if (session.state === 'behind' && session.pingSeq === seq) session.channel.drained(viewer)
}
