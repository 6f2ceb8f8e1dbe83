import { describe, expect, it } from 'vitest'
import { consumedOffsets } from './consumed-offsets.ts'

const segments = (map: Record<string, object[]>) => ({ _segmentToConsumingInfoMap: map })

describe('how far Pinot has consumed', () => {
  it('is the next offset of each partition, as release 0.11 tells it', () => {
    const answer = segments({
      parkrun__0__3: [{ serverName: 'a', partitionToOffsetMap: { 0: '1200' } }],
      parkrun__1__3: [{ serverName: 'a', partitionToOffsetMap: { 1: '900' } }],
    })
    expect([...consumedOffsets(answer)]).toEqual([
      [0, 1200],
      [1, 900],
    ])
  })

  it('is read from where later releases put it', () => {
    const answer = segments({
      s: [{ partitionOffsetInfo: { currentOffsetsMap: { 4: '77' }, recordsLag: {} } }],
    })
    expect(consumedOffsets(answer).get(4)).toBe(77)
  })

  it('is that of the slowest server that holds a copy', () => {
    const answer = segments({
      s: [{ partitionToOffsetMap: { 0: '50' } }, { partitionToOffsetMap: { 0: '40' } }],
    })
    expect(consumedOffsets(answer).get(0)).toBe(40)
  })

  it('is that of the newer segment while one is sealed', () => {
    const answer = segments({
      parkrun__0__3: [{ partitionToOffsetMap: { 0: '1000' } }],
      parkrun__0__4: [{ partitionToOffsetMap: { 0: '1010' } }],
    })
    expect(consumedOffsets(answer).get(0)).toBe(1010)
  })

  it('is not known for a partition without a number', () => {
    expect(consumedOffsets(segments({ s: [{ partitionToOffsetMap: { 0: 'UNKNOWN' } }] })).size).toBe(0)
  })

  it('is not read from something else', () => {
    expect(() => consumedOffsets({ code: 404 })).toThrow(
      'not an answer about consuming segments: {"code":404}',
    )
  })
})
