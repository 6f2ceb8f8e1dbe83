import type { Trouble } from '../race/race-screen.svelte.ts'
import { say } from '../words/say.ts'

/**
 * Why a screen of the race at `slug` has nothing to show, and what whoever set it up can do about it or has to know: '' where
 * that is nothing.
 *
 * @param delayMs how long everything is held back
 */
export function waitsFor(
  trouble: Trouble | null,
  slug: string,
  delayMs = 0,
): { text: string; remedy: string } {
  switch (trouble?.kind) {
    case 'refused':
      return { text: say('screen.waiting'), remedy: trouble.message }
    case 'unknown': {
      // It may be made yet, or may have been mistyped: a screen cannot know, and asks again.
      const remedy = `${say('screen.unknownRace', { slug })} ${say('race.waitingHint')}`
      return { text: say('race.noRace'), remedy }
    }
    case 'deleted':
      return { text: say('race.deleted'), remedy: '' }
    case 'private':
      return { text: say('race.becamePrivate'), remedy: say('screen.privateWantsKey') }
    case 'unreachable':
      return { text: say('race.waitingForServer'), remedy: '' }
    default:
      return {
        text: say('screen.waiting'),
        remedy: delayMs > 0 ? say('screen.heldBack', { s: delayMs / 1000 }) : '',
      }
  }
}
