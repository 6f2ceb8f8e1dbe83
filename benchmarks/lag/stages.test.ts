import { describe, expect, it } from 'vitest'
import { samplesByStage } from './stages.ts'

const t0 = 1_700_000_000_000
const lag = { measuredAt: t0, publishedAt: t0 + 5, pollStart: t0 + 60, pollEnd: t0 + 75, sentAt: t0 + 82 }
const arrival = (changes: Partial<typeof lag> = {}, fixes = 10) => ({
  ...{ at: t0 + 90.5, bytes: 100, fixes },
  lag: { ...lag, ...changes },
})

describe('the stages of the lag', () => {
  it('add up from the publication to the viewer, whenever the poll began', () => {
    for (const pollStart of [t0 + 2, t0 + 60]) {
      const samples = samplesByStage([arrival({ pollStart })])
      const [, ...stages] = [...samples.keys()]
      const total = stages.pop()!
      const ms = (stage: string) => samples.get(stage)![0]!.ms
      expect(stages.reduce((sum, stage) => sum + ms(stage), 0)).toBeCloseTo(ms(total))
      expect(ms(total)).toBe(85.5)
    }
  })

  it('count every fix of a frame, and no frame without one', () => {
    const samples = samplesByStage([arrival({}, 700), arrival({}, 0)]).get('published -> asked for')
    expect(samples).toEqual([{ ms: 55, weight: 700 }])
  })
})
