import type { RosterEntry } from '@racecast/gateway/protocol'
import {
  type FollowList,
  followParameter,
  letterOf,
  mostFollowed,
  parseFollow,
  toggled,
} from './follow-list.ts'

/** Whom this screen follows: kept in the address, so that a link shares them. */
export class Follows {
  list = $state.raw<FollowList>([])
  /** The last thing that happened, for those who hear the page. */
  said = $state('')
  readonly #save: (parameter: string | null) => void

  constructor(parameter: string | null, save: (parameter: string | null) => void) {
    this.list = parseFollow(parameter)
    this.#save = save
  }

  /** 0..5, or -1. */
  colourOf(bib: string): number {
    return this.list.indexOf(bib)
  }

  toggle(entry: Pick<RosterEntry, 'bib' | 'name'>): void {
    const list = toggled(this.list, entry.bib)
    if (!list) {
      this.said = `${mostFollowed} are followed already: let one go first.`
      return
    }
    this.list = list
    const colour = list.indexOf(entry.bib)
    const who = entry.name || `bib ${entry.bib}`
    this.said = colour < 0 ? `No longer following ${who}.` : `Following ${who} as ${letterOf(colour)}.`
    this.#save(followParameter(list))
  }
}
