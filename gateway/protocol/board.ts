import { Standing } from '@racecast/pinot/events'
import { type Static, Type } from 'typebox'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

/** A line of the leaderboard, flat: the post's names, raw values and beside them what a screen writes. */
export const BoardLine = Type.Object({
  position: Type.Integer({ minimum: 1, description: 'on the whole board' }),
  competitorId: Type.Integer(),
  bib: Type.String(),
  name: Type.String({ description: '"Anonymous (109)", by the bib, of who is anonymous' }),
  club: Type.String(),
  category: Type.String(),
  distance: Type.Number({ description: 'm' }),
  distanceToGo: Type.Number({ description: 'm' }),
  rawTime: Type.Integer({
    description:
      'net race time, whole s: of who has finished the next longer one, as results have it, else cut off',
  }),
  raceTimeMs: Type.Integer({ description: 'net race time, ms (W-9)' }),
  raceTimeText: Type.String(),
  averagePace: orNull(Type.Number({ description: 's/km' })),
  averagePaceText: Type.String(),
  currentPace: orNull(Type.Number({ description: 's/km' })),
  currentPaceText: Type.String(),
  gap: Type.Union([Type.Number(), Type.Null()], {
    description:
      's behind the front of the race at the same place, at the finish behind the first who is placed; null where that is not known, at the start, and after a DNF',
  }),
  gapText: Type.String({
    description:
      'whole s, cut off; of who has finished the difference of the finish times as they are written',
  }),
  finished: Type.Boolean(),
  standing: Standing,
  fenceTime: Type.Number({ description: 's inside the fence, all visits' }),
  inFence: Type.Boolean(),
  certainty: Type.Enum(['known', 'predicted', 'frozen'], {
    description:
      'known: between two fixes, or finished; predicted: since the last fix (T-4); frozen: that is too long ago',
  }),
  ageMs: Type.Integer({ description: 'how old the newest fix is, ms' }),
  lat: Type.Number({ description: 'degrees' }),
  lon: Type.Number({ description: 'degrees' }),
})
export type BoardLine = Static<typeof BoardLine>

/**
 * The leaderboard of one moment, the whole of what was asked for each time: it needs no state to be shown. It is of the
 * race's playout delay ago, as screens show it.
 */
export const Board = Type.Object({
  type: Type.Literal('board'),
  at: Type.Integer({ description: 'the moment, epoch ms' }),
  raceTimeMs: Type.Integer(),
  size: Type.Integer({ description: 'how many stand on the whole board' }),
  rows: Type.Array(BoardLine, {
    description: 'the first so many, or the chosen competitors, by position',
  }),
})
export type Board = Static<typeof Board>
