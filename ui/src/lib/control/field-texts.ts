import type { RosterEntry } from '@racecast/gateway/protocol'
import type { FieldRow } from './field-rows.ts'

const rankedTexts = ['bib', 'name', 'category', 'wave'] as const
export type RankedText = (typeof rankedTexts)[number]

/** Bibs as people count: 9 before 10, F2 after 300. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/**
 * The texts of everybody, in numbers: which of two stands first is asked a hundred thousand times a second, and what
 * a language says of it is dear. Worked out when a text changes, which is hardly ever.
 */
export class FieldTexts {
  /** By place in the field: the place of each text in its order; infinite for none. */
  readonly ranks: Readonly<Record<RankedText, Float64Array>>
  /** What is searched in, by place in the field. */
  readonly bibs: readonly string[]
  readonly names: readonly string[]
  /** Those that there are, in order. */
  readonly categories: readonly string[]
  readonly waves: readonly string[]
  readonly #entries: readonly RosterEntry[]

  constructor(rows: readonly FieldRow[]) {
    this.#entries = rows.map(({ entry }) => entry)
    const [bib, name] = [rankOf(rows, 'bib'), rankOf(rows, 'name')]
    const [category, wave] = [rankOf(rows, 'category'), rankOf(rows, 'wave')]
    this.ranks = { bib: bib.ranks, name: name.ranks, category: category.ranks, wave: wave.ranks }
    this.categories = category.distinct
    this.waves = wave.distinct
    this.bibs = rows.map(({ entry }) => entry.bib.toLocaleLowerCase())
    this.names = rows.map(({ entry }) => entry.name.toLocaleLowerCase())
  }

  /** Whether `rows` are the same competitors in the same order, with the same texts. */
  isOf(rows: readonly FieldRow[]): boolean {
    return (
      rows.length === this.#entries.length &&
      rows.every(({ entry }, i) => {
        const held = this.#entries[i]!
        return (
          entry === held || (entry.id === held.id && rankedTexts.every((text) => entry[text] === held[text]))
        )
      })
    )
  }
}

function rankOf(rows: readonly FieldRow[], text: RankedText): { ranks: Float64Array; distinct: string[] } {
  const distinct = [...new Set(rows.map(({ entry }) => entry[text]))].filter(Boolean).sort(collator.compare)
  const places = new Map<string, number>()
  let place = -1
  for (const [i, one] of distinct.entries()) {
    // What counts as equal stands at the same place: "a" and "A".
    if (i === 0 || collator.compare(distinct[i - 1]!, one) !== 0) place = i
    places.set(one, place)
  }
  const ranks = Float64Array.from(rows, ({ entry }) => places.get(entry[text]) ?? Number.POSITIVE_INFINITY)
  return { ranks, distinct }
}
