import { type Static, Type } from 'typebox'

const RaceMs = Type.Integer({ description: 'race time, ms' })

/** What there is of a race to rewind to. Chunk n has the race from n to n + 1 times `chunkMs`. */
export const RewindIndex = Type.Object({
  race: Type.String({ description: 'runId' }),
  epoch: Type.Integer({
    minimum: 0,
    description: 'part of the address of a chunk; another one once gun, waves or course were corrected',
  }),
  chunkMs: Type.Integer({ minimum: 1, description: 'race ms in each chunk' }),
  lengthCm: Type.Integer({ minimum: 1, description: 'length of the course' }),
  first: Type.Integer({ minimum: 0, description: 'number of the first chunk that is kept' }),
  bytes: Type.Array(Type.Integer(), {
    description: 'size of each chunk from the first on; the last one may still grow',
  }),
  keyframeBytes: Type.Array(Type.Integer(), {
    description: 'how much of each has to be read for its keyframe',
  }),
  reachesMs: Type.Union([RaceMs, Type.Null()], {
    description: 'up to which moment all fixes are in it; null while there is none',
  }),
  whole: Type.Integer({ minimum: 0, description: 'how many chunks from the first on never change again' }),
  complete: Type.Boolean({ description: 'whether the race is over and all of it is there' }),
})
export type RewindIndex = Static<typeof RewindIndex>
