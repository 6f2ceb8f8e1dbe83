import type { Subscribe } from '../../protocol/index.ts'
import type { Viewer } from '../viewer.ts'
import type { Context } from './context.ts'

/** A connection has one subscription: another replaces it. */
export function onSubscribe(context: Context, viewer: Viewer, { race }: Subscribe): void {
  const known = context.get(race)
  if (known) context.join(viewer, known)
  else void find(context, viewer, race)
}

async function find(context: Context, viewer: Viewer, race: string): Promise<void> {
  context.leaveChannel(viewer)
  const asking = { state: 'asking', race } as const
  viewer.session = asking
  try {
    const found = await context.lookUp(race)
    // It may have gone, or asked for another race, meanwhile.
    if (viewer.session !== asking) return
    if (found) context.join(viewer, found)
    else
      context.close(
        viewer,
        'unknownRace',
        `There is no race ${JSON.stringify(race)}; GET /api/races lists them.`,
      )
  } catch {
    if (viewer.session !== asking) return
    context.close(viewer, 'notReady', 'The list of races cannot be read right now; come back in a moment.')
  }
}
