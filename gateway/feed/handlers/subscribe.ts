import { AccessFailure } from '../../access/failure.ts'
import { guarded } from '../../access/guarded-race.ts'
import type { Subscribe } from '../../protocol/index.ts'
import type { LiveRace } from '../../replica/live-race.ts'
import { closeReasonOf } from '../feed-access.ts'
import { subscriptionOf } from '../subscription.ts'
import type { Viewer } from '../viewer.ts'
import type { Context } from './context.ts'

/** A connection has one subscription: another replaces it. */
export function onSubscribe(context: Context, viewer: Viewer, asked: Subscribe): void {
  const known = viewer.authorizing ? undefined : shown(context, viewer, asked.race)
  if (known) join(context, viewer, known, asked)
  else void find(context, viewer, asked)
}

/** The race, if it is known. What is not to be known of takes the way of a race that there is not, however long that is. */
function shown({ get, access }: Context, { grant }: Viewer, name: string): LiveRace | undefined {
  const race = get(name)
  const allowed = race && access.mayWatch(grant, guarded(race))
  return allowed instanceof AccessFailure && allowed.code === 'race-not-found' ? undefined : race
}

function join(context: Context, viewer: Viewer, race: LiveRace, asked: Subscribe): void {
  const allowed = context.access.mayWatch(viewer.grant, guarded(race))
  if (allowed !== true) {
    // Who has no key learns nothing of a private race, not even that it exists.
    if (allowed.code === 'race-not-found') unknown(context, viewer, asked)
    else context.close(viewer, closeReasonOf(allowed), allowed.message)
    return
  }
  context.join(viewer, race, subscriptionOf(viewer.format, asked), asked.resume ?? null)
}

async function find(context: Context, viewer: Viewer, asked: Subscribe): Promise<void> {
  const { race } = asked
  context.leaveLane(viewer)
  const asking = { state: 'asking', race } as const
  viewer.session = asking
  try {
    while (viewer.authorizing) await viewer.authorizing
    const found = shown(context, viewer, race) ?? (await context.lookUp(race))
    // It may have gone, or asked for another race, meanwhile.
    if (viewer.session !== asking) return
    if (found) join(context, viewer, found, asked)
    else unknown(context, viewer, asked)
  } catch {
    if (viewer.session !== asking) return
    context.close(viewer, 'notReady', 'The list of races cannot be read right now; come back in a moment.')
  }
}

function unknown(context: Context, viewer: Viewer, { race }: Subscribe): void {
  context.close(viewer, 'unknownRace', `There is no race ${JSON.stringify(race)}; GET /api/races lists them.`)
}
