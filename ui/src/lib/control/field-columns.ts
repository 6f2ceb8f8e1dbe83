import { type CompetitorState, shownGapMs, shownTimeMs } from '@racecast/gateway/protocol'
import { covered, pace } from '../format/measure.ts'
import { age, clock, gap, lasting } from '../format/time.ts'
import { begunOn, type FieldRow, isUnderWay, placedOn } from './field-rows.ts'
import type { RankedText } from './field-texts.ts'
import { stateWords } from './state-words.ts'

export interface Column {
  id: string
  title: string
  /** What it is sorted by: a text of the entry, or a number, where null stands last in either direction. */
  by: RankedText | ((row: FieldRow, raceMs: number) => number | null)
  text(row: FieldRow, raceMs: number): string
}

/** For how long a state has lasted, ms; of who runs nobody asks. */
const lastingMs = ({ state, since }: FieldRow, raceMs: number) =>
  state === 'running' || state === 'inFence' || state === 'waiting' ? null : Math.max(0, raceMs - since)

export const columns: readonly Column[] = [
  {
    id: 'state',
    title: 'State',
    by: ({ state, needs }) => (needs ? -1 : 0) * 100 + order.indexOf(state),
    text: ({ state }) => stateWords[state],
  },
  { id: 'bib', title: 'Bib', by: 'bib', text: ({ entry }) => entry.bib },
  {
    id: 'name',
    title: 'Name',
    by: 'name',
    text: ({ entry }) => entry.name || 'Anonymous',
  },
  {
    id: 'category',
    title: 'Category',
    by: 'category',
    text: ({ entry }) => entry.category,
  },
  {
    id: 'wave',
    title: 'Wave',
    by: 'wave',
    text: ({ entry }) => entry.wave,
  },
  {
    id: 'position',
    title: 'Pos',
    by: (row) => placedOn(row)?.position ?? null,
    text: (row) => String(placedOn(row)?.position ?? ''),
  },
  {
    id: 'covered',
    title: 'Covered',
    by: ({ cm }) => cm,
    text: ({ cm, isIn }) => (cm === null ? '' : covered({ cm, finished: isIn })),
  },
  {
    id: 'pace',
    title: 'Pace',
    by: ({ board }) => board?.currentPace ?? null,
    text: ({ board, state }) => (board && isUnderWay(state) ? pace(board.currentPace) : ''),
  },
  {
    id: 'average',
    title: 'Average',
    by: ({ board }) => board?.averagePace ?? null,
    text: ({ board }) => (board?.averagePace ? pace(board.averagePace) : ''),
  },
  {
    id: 'time',
    title: 'Time',
    by: (row) => placedOn(row)?.raceMs ?? null,
    text: (row) => {
      const board = placedOn(row)
      return board ? clock(shownTimeMs(board)) : ''
    },
  },
  {
    id: 'gap',
    title: 'Gap',
    by: (row) => begunOn(row)?.gapMs ?? null,
    text: (row) => {
      const board = begunOn(row)
      return gap(board ? shownGapMs(board) : null)
    },
  },
  {
    id: 'fix',
    title: 'Fix',
    by: ({ ageMs }) => ageMs,
    text: ({ ageMs }) => (ageMs === null ? '' : age(ageMs)),
  },
  {
    id: 'since',
    title: 'For',
    by: lastingMs,
    text: (row, raceMs) => {
      const ms = lastingMs(row, raceMs)
      return ms === null || !isUnderWay(row.state) ? '' : lasting(ms)
    },
  },
]

/** What is worth looking at stands first. */
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
] satisfies CompetitorState[] as readonly string[]
