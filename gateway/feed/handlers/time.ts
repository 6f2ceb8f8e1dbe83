import type { AskTime } from '../../protocol/index.ts'
import type { Viewer } from '../viewer.ts'
import type { Context } from './context.ts'

/** Answered at once: the viewer takes the way there and back for equally long. */
export function onTime({ clock, send }: Context, viewer: Viewer, { sent }: AskTime): void {
  send(viewer, { type: 'time', sent, serverTime: clock.now() })
}
