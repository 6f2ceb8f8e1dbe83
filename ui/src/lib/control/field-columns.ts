import { competitorStates } from '@racecast/gateway/protocol'
import { distance, pace } from '../format/measure.ts'
import { age, clock, gap, lasting } from '../format/time.ts'
import { type FieldRow, isUnderWay } from './field-rows.ts'
import { stateWords } from './state-words.ts'

export interface Column {
  id: string
  title: string
  /** What it is sorted by; null stands last in either direction. */
  key(row: FieldRow, raceMs: number): number | string | null
  text(row: FieldRow, raceMs: number): string
  isText?: true
}

/** Bibs as people count: 9 before 10, F2 after 300. */
export const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** For how long a state has lasted, ms; of who runs nobody asks. */
const lastingMs = ({ state, since }: FieldRow, raceMs: number) =>
  state === 'running' || state === 'inFence' || state === 'waiting' ? null : Math.max(0, raceMs - since)

export const columns: readonly Column[] = [
  {
    id: 'state',
    title: 'State',
    // What is worth looking at stands first.
    key: ({ state, needs }) => (needs ? -1 : 0) * 100 + order.indexOf(state),
    text: ({ state }) => stateWords[state],
  },
  { id: 'bib', title: 'Bib', key: ({ entry }) => entry.bib, text: ({ entry }) => entry.bib, isText: true },
  {
    id: 'name',
    title: 'Name',
    key: ({ entry }) => entry.name || null,
    text: ({ entry }) => entry.name || 'Anonymous',
    isText: true,
  },
  {
    id: 'category',
    title: 'Category',
    key: ({ entry }) => entry.category || null,
    text: ({ entry }) => entry.category,
    isText: true,
  },
  {
    id: 'wave',
    title: 'Wave',
    key: ({ entry }) => entry.wave || null,
    text: ({ entry }) => entry.wave,
    isText: true,
  },
  {
    id: 'position',
    title: 'Pos',
    key: ({ board }) => board?.position ?? null,
    text: ({ board }) => (board ? String(board.position) : ''),
  },
  {
    id: 'covered',
    title: 'Covered',
    key: ({ cm }) => cm,
    text: ({ cm }) => (cm === null ? '' : distance(cm)),
  },
  {
    id: 'pace',
    title: 'Pace',
    key: ({ board }) => board?.currentPace ?? null,
    text: ({ board, state }) => (board && isUnderWay(state) ? pace(board.currentPace) : ''),
  },
  {
    id: 'average',
    title: 'Average',
    key: ({ board }) => board?.averagePace ?? null,
    text: ({ board }) => (board?.averagePace ? pace(board.averagePace) : ''),
  },
  {
    id: 'time',
    title: 'Time',
    key: ({ board }) => board?.raceMs ?? null,
    text: ({ board }) => (board ? clock(board.raceMs) : ''),
  },
  {
    id: 'gap',
    title: 'Gap',
    key: ({ board }) => board?.gapMs ?? null,
    text: ({ board }) => gap(board?.gapMs ?? null),
  },
  {
    id: 'fix',
    title: 'Fix',
    key: ({ ageMs }) => ageMs,
    text: ({ ageMs }) => (ageMs === null ? '' : age(ageMs)),
  },
  {
    id: 'since',
    title: 'For',
    key: lastingMs,
    text: (row, raceMs) => {
      const ms = lastingMs(row, raceMs)
      return ms === null || !isUnderWay(row.state) ? '' : lasting(ms)
    },
  },
]

const order = [
  'noFix',
  'offCourse',
  'stopped',
  'inFence',
  'running',
  'waiting',
  'finished',
  'DNF',
  'DSQ',
  'DNS',
] satisfies (typeof competitorStates)[number][] as readonly string[]

export interface Sorting {
  column: string
  down: boolean
}

/** A new list in order; equal ones by bib, so that nobody jumps about. */
export function sorted(rows: readonly FieldRow[], { column, down }: Sorting, raceMs: number): FieldRow[] {
  const { key } = columns.find(({ id }) => id === column) ?? columns[1]!
  const keyed = rows.map((row) => ({ row, key: key(row, raceMs) }))
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null)
      return Number(a.key === null) - Number(b.key === null) || byBib(a.row, b.row)
    const either =
      typeof a.key === 'number' && typeof b.key === 'number'
        ? a.key - b.key
        : collator.compare(String(a.key), String(b.key))
    return (down ? -either : either) || byBib(a.row, b.row)
  })
  return keyed.map(({ row }) => row)
}

const byBib = (a: FieldRow, b: FieldRow) =>
  collator.compare(a.entry.bib, b.entry.bib) || a.entry.id - b.entry.id

export interface Filter {
  /** Of these states; all if there are none. */
  states: readonly string[]
  category: string
  wave: string
  /** In bib or name. */
  text: string
}

export function filtered(rows: readonly FieldRow[], { states, category, wave, text }: Filter): FieldRow[] {
  const needle = text.trim().toLocaleLowerCase()
  return rows.filter(
    ({ state, entry }) =>
      (states.length === 0 || states.includes(state)) &&
      (category === '' || entry.category === category) &&
      (wave === '' || entry.wave === wave) &&
      (needle === '' ||
        entry.bib.toLocaleLowerCase().startsWith(needle) ||
        entry.name.toLocaleLowerCase().includes(needle)),
  )
}

/** How many are in each state, in the order of `competitorStates`. */
export function countStates(rows: readonly FieldRow[]): Map<FieldRow['state'], number> {
  const counts = new Map(competitorStates.map((state) => [state, 0]))
  for (const { state } of rows) counts.set(state, counts.get(state)! + 1)
  return counts
}
