import type { Trouble } from '../race/race-screen.svelte.ts'
import { say } from '../words/say.ts'

/** Why a screen of the race at `slug` has nothing to show, and what whoever set it up can do about it: '' where that is nothing. */
export function waitsFor(trouble: Trouble | null, slug: string): { text: string; remedy: string } {
  switch (trouble?.kind) {
    case 'refused':
      return { text: say('screen.waiting'), remedy: trouble.message }
    case 'unknown':
      return { text: say('screen.waiting'), remedy: say('screen.unknownRace', { slug }) }
    case 'unreachable':
      return { text: say('race.waitingForServer'), remedy: '' }
    default:
      return { text: say('screen.waiting'), remedy: '' }
  }
}
