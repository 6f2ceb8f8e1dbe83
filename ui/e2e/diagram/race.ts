import type { DiagramData, DiagramTrace } from '#lib/diagram/diagram-data.ts'

const lengthCm = 500_000
const everyMs = 10_000
/** s/km, and when somebody stops for how long, s. */
const runners = [
  { who: 'Amina Okafor', bib: '57', pace: 230, stop: [0, 0] },
  { who: 'Ben', bib: '12', pace: 262, stop: [700, 90] },
  { who: 'Chiara', bib: 'F12', pace: 266, stop: [0, 0] },
  { who: 'Dmitri', bib: '301', pace: 355, stop: [900, 40] },
  { who: 'Eun-ji', bib: '8', pace: 300, stop: [0, 0] },
  { who: 'Fatima', bib: '77', pace: 303, stop: [0, 0] },
] as const

const spanMs = 2_100_000
const count = spanMs / everyMs + 1

function cmAt(runner: (typeof runners)[number], ms: number): number {
  const [from, seconds] = runner.stop
  const stopped = Math.min(Math.max(0, ms / 1000 - from), seconds)
  // Nobody runs evenly: a little slower up the hill in the middle.
  const running = ms / 1000 - stopped
  const even = running / runner.pace
  return Math.max(0, Math.min(lengthCm, 100_000 * (even - 0.06 * Math.sin(even * 1.25) ** 2)))
}

function finishOf(runner: (typeof runners)[number]): number {
  let [low, high] = [0, 3 * spanMs]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (cmAt(runner, middle) >= lengthCm) high = middle
    else low = middle
  }
  return high
}

/** A race over 5 km in which some are followed, as of a moment. `isLive`: nothing is known of later. */
export function race(shownMs: number, followed: number, isLive: boolean): { data: DiagramData } {
  const reachMs = isLive ? 1_200_000 : spanMs
  const sampled = (cm: (ms: number) => number) =>
    Array.from({ length: count }, (_, i) => (i * everyMs > reachMs ? null : Math.round(cm(i * everyMs))))
  const traces = runners.slice(0, followed).map((runner, colour): DiagramTrace => {
    const finishMs = finishOf(runner)
    const isIn = finishMs <= reachMs
    const around = (finishMs - shownMs) * 0.09
    const expected = { raceMs: finishMs, early: finishMs - around, late: finishMs + around }
    return {
      ...{ bib: runner.bib, who: runner.who, letter: 'ABCDEF'[colour]!, colour, gunMs: 0 },
      cm: sampled((ms) => cmAt(runner, ms)),
      atCm: cmAt(runner, shownMs),
      finishMs: isIn ? finishMs : null,
      expected: isLive && !isIn ? expected : null,
    }
  })
  return {
    data: {
      ...{ lengthCm, everyMs, fromMs: 0, traces, spanMs },
      front: sampled((ms) => Math.min(lengthCm, ms / 2.05)),
      back: sampled((ms) => Math.min(lengthCm, ms / 4.6)),
      fences: [{ fromCm: 215_000, toCm: 238_000 }],
      passes: [310_000],
      range: { from: 0, to: reachMs },
    },
  }
}
