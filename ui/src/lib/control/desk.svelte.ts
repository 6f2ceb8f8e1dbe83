import { Attention, type AttentionItem, isAcknowledgement, raceTimeAt } from '@racecast/gateway/protocol'
import type { Picture } from '../race/picture.ts'
import { RaceScreen } from '../race/race-screen.svelte.ts'
import { type Acknowledgement, DeskStream } from './desk-stream.svelte.ts'
import { type FieldRow, fieldRows } from './field-rows.ts'
import type { Operator } from './operator.svelte.ts'
import { Present } from './present.ts'

/** Where this browser keeps that its operator wants the present. */
const presentWanted = 'racecast.desk-present'

/** One race at race control: the same screen that spectators have, and who needs a person. */
export class Desk {
  readonly screen: RaceScreen
  /** What the other operators do. */
  readonly stream: DeskStream
  /** Everybody, at the moment that the screen shows. */
  rows = $state.raw<FieldRow[]>([])
  items = $state.raw<readonly AttentionItem[]>([])
  /** So many without a fix that it is the data that is missing. */
  outage = $state(false)
  selectedId = $state<number | null>(null)
  /** As soon as it is known, instead of when spectators see it. */
  wantsPresent = $state(false)
  /** Worked out where somebody is looked for, and not at every tick. */
  readonly #byId = $derived(new Map(this.rows.map((row) => [row.entry.id, row])))
  readonly #selectedBib = $derived(this.selected?.entry.bib ?? null)
  readonly #attention = new Attention()
  readonly #present = new Present()

  constructor(race: string, operator: Operator) {
    this.stream = new DeskStream(race, operator)
    this.stream.onLasting = (told) => this.#attention.takeOver(told)
    // Who needs a person stands in the title, also while another window is in front.
    this.screen = new RaceScreen(race, { alsoHidden: true })
    this.screen.onPicture = (picture) => this.#look(picture)
    this.stream.onVisibility = () => void this.screen.lookAgain()
    this.wantsPresent = localStorage.getItem(presentWanted) === 'yes'
  }

  /** Shows the race as soon as it is known here, or when spectators see it. */
  showPresent(wanted: boolean): void {
    this.wantsPresent = wanted
    localStorage.setItem(presentWanted, wanted ? 'yes' : 'no')
    this.#keepUp()
    this.screen.follower?.tick()
  }

  #keepUp(): void {
    const { follower, picture, arrivedAt } = this.screen
    if (!follower || !picture) return
    this.#present.take(picture.lag.measuredAt, arrivedAt)
    follower.clock.delayMs = this.wantsPresent ? this.#present.delayMs(picture.race) : null
  }

  /** What nobody has seen to yet. */
  get open(): readonly AttentionItem[] {
    return this.items.filter((item) => !this.takenBy(item))
  }

  /** What still lasts and somebody sees to. */
  get taken(): { item: AttentionItem; by: Acknowledgement }[] {
    return this.items.flatMap((item) => {
      const by = this.takenBy(item)
      return by ? [{ item, by }] : []
    })
  }

  takenBy(item: AttentionItem): Acknowledgement | undefined {
    return this.stream.acknowledgements.find((given) => isAcknowledgement(given, item))
  }

  get selected(): FieldRow | null {
    return this.selectedId === null ? null : (this.rowOf(this.selectedId) ?? null)
  }

  rowOf(id: number): FieldRow | undefined {
    return this.#byId.get(id)
  }

  /** What `RaceMapView` asks of who is followed, of everybody at each tick: here that is the one who is selected. */
  readonly marked = $derived.by(() => {
    const selected = this.#selectedBib
    return {
      list: [selected],
      colourOf: (bib: string): number => (bib === selected ? 0 : -1),
      toggle: ({ bib }: { bib: string }): void => {
        const row = this.rows.find(({ entry }) => entry.bib === bib)
        if (row) this.selectedId = row.entry.id
      },
    }
  })

  #look({ raceMs, race, board }: Picture): void {
    this.#keepUp()
    const { state, playout } = this.screen.follower ?? {}
    if (!state || !playout) return
    const { storeDownSince } = this.screen
    const downSinceMs = storeDownSince === null ? null : raceTimeAt(race, storeDownSince)
    this.#attention.update({ state, playout, raceMs, downSinceMs })
    // Whatever was not seen to by then is settled.
    this.items = race.status === 'official' ? [] : this.#attention.items
    this.outage = this.#attention.outage
    this.rows = fieldRows(state, playout, board, this.#attention, raceMs)
  }

  follow(): void {
    void this.screen.open()
    this.stream.open()
  }

  close(): void {
    this.screen.close()
    this.stream.close()
  }
}
