import type { RosterEntry } from '@racecast/gateway/protocol'
import { nameOf } from '../../words/name.ts'
import { say } from '../../words/say.ts'
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

  get any(): boolean {
    return this.list.some((bib) => bib !== null)
  }

  /** 0..5, or -1. */
  colourOf(bib: string): number {
    return this.list.indexOf(bib)
  }

  toggle(entry: Pick<RosterEntry, 'bib' | 'name' | 'anonymous'>): void {
    const list = toggled(this.list, entry.bib)
    if (!list) {
      this.said = say('race.fullList', { count: mostFollowed })
      return
    }
    this.list = list
    const colour = list.indexOf(entry.bib)
    const who = nameOf(entry)
    this.said =
      colour < 0
        ? say('race.noLongerFollowing', { who })
        : say('race.following', { who, letter: letterOf(colour) })
    this.#save(followParameter(list))
  }
}
