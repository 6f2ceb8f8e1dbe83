import { finishTimeMs } from '@racecast/gateway/protocol'
import { distance } from '../format/measure.ts'
import { clock, giveOrTake } from '../format/time.ts'
import { say } from '../words/say.ts'
import type { DiagramData, DiagramTrace } from './diagram-data.ts'
import { crossingsOf } from './trace-path.ts'

/** A line of the diagram in sentences, for whoever does not see it; its times are net, as those of board and card. */
export function sentenceOf(
  data: Pick<DiagramData, 'fromMs' | 'everyMs' | 'passes'>,
  trace: DiagramTrace,
  shownMs: number,
): string {
  const net = (raceMs: number) => clock(Math.max(0, raceMs - trace.gunMs))
  const passages = crossingsOf({ ...data, cm: trace.cm }, data.passes, shownMs).map(([ms]) =>
    say('diagram.passed', { time: net(ms) }),
  )
  return [whereabouts(trace, shownMs, net), ...passages, expectation(trace, net)]
    .filter((text) => text)
    .join(' ')
}

function whereabouts(
  { who, atCm, finishMs, gunMs }: DiagramTrace,
  shownMs: number,
  net: (ms: number) => string,
): string {
  if (finishMs !== null && finishMs <= shownMs)
    return say('diagram.finished', { who, time: clock(finishTimeMs(Math.max(0, finishMs - gunMs))) })
  if (atCm === null) return say('diagram.unknown', { who })
  return say('diagram.covered', { who, distance: distance(atCm), time: net(shownMs) })
}

function expectation({ expected }: DiagramTrace, net: (ms: number) => string): string {
  return expected ? say('diagram.expected', { time: net(expected.raceMs), span: giveOrTake(expected) }) : ''
}
