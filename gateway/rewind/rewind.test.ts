import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { describe, expect, it } from 'vitest'
import { told } from './testing/live-viewer.ts'
import { gun, type RewoundOptions, rewoundRace } from './testing/rewound-race.ts'

const course = openCatalogue().get('crystal') ?? openCatalogue().list()[0]!

/** Ten ticks between two, by a generator of Park and Miller's, so that they are the same each time. */
function randomTicks(seed: number, from: number, to: number): number[] {
  let x = seed
  return Array.from({ length: 10 }, () => {
    x = (x * 48_271) % 2_147_483_647
    return from + (x % (to - from))
  })
}

async function rewound(options: Omit<RewoundOptions, 'course'> & Partial<RewoundOptions>) {
  const race = await rewoundRace({ course, ...options })
  const index = await race.complete()
  const recording = race.recording()
  const shown = async (raceMs: number) => {
    expect(await recording.load(raceMs)).toBe(true)
    const { state, playout } = recording.at(raceMs)!
    return { raceMs, ...told(state, playout, race.course.lengthCm, raceMs) }
  }
  return { ...race, index, shown }
}

const placings = ({ board }: ReturnType<typeof told>) => board.map(({ entry, cm }) => [entry.bib, cm])

describe('rewinding a race', { timeout: 60_000 }, () => {
  it('shows at ten random moments what a viewer noted live, who has finished and who stands included', async () => {
    const { notes, shown, index } = await rewound({ noteAt: randomTicks(7, 5, 800) })
    expect(notes.length).toBeGreaterThanOrEqual(9)
    for (const note of notes) expect(await shown(note.raceMs)).toEqual(note)
    expect(index.whole).toBe(index.bytes.length)
    expect(notes.some(({ board }) => board.some(({ finished }) => finished))).toBe(true)
  })

  it('shows the same over restarts of the gateway', async () => {
    const { notes, shown } = await rewound({
      noteAt: [50, 130, 200, 320],
      restartAt: [90, 250],
      competitors: 12,
    })
    for (const note of notes) expect(await shown(note.raceMs)).toEqual(note)
  })

  it('with waves, noise, drop-outs and retirements shows what was seen', async () => {
    const request = {
      gpsNoiseM: 3,
      dropoutRatio: 0.3,
      wanderRatio: 0.1,
      waves: 3,
      waveGapS: 20,
      dnfRatio: 0.2,
    }
    const { notes, shown } = await rewound({
      noteAt: randomTicks(3, 5, 700),
      request: { ...request, slowest: 160 },
    })
    for (const note of notes) expect(await shown(note.raceMs)).toEqual(note)
  })

  it('counts gaps as they were told, from who was first, and no more from when they were disqualified (Z-5)', async () => {
    const disqualified = [
      { place: 9, at: 60 },
      { place: 1, at: 150 },
    ]
    const noteAt = [40, 61, 100, 149, 150, 151, 152, 153, 160, 250, 303, 330, 420]
    const { notes, shown } = await rewound({ noteAt, disqualified, competitors: 12 })
    for (const note of notes) expect(await shown(note.raceMs)).toEqual(note)
    const first = notes.map(({ board }) => board[0]!)
    expect(new Set(first.map(({ entry }) => entry.id)).size).toBe(2)
    for (const { gapMs } of first) expect(gapMs).toBeLessThan(50)
  })

  it('counts gaps from who is placed in the end where who came next was disqualified later', async () => {
    const disqualified = [
      { place: 1, at: 100 },
      { place: 1, at: 300 },
    ]
    const noteAt = [50, 98, 200, 302, 303, 400]
    const { notes, shown } = await rewound({ noteAt, disqualified, competitors: 12 })
    const between = (raceMs: number) => raceMs >= 100_000 && raceMs < 300_000
    const but = (note: (typeof notes)[number]) => note.board.map(({ gapMs: _, ...row }) => row)
    for (const note of notes) {
      const then = await shown(note.raceMs)
      if (between(note.raceMs)) expect([but(then), then.board[0]!.gapMs! < 50]).toEqual([but(note), true])
      else expect(then).toEqual(note)
    }
  })

  it('shows a pause as no time at all, and the race before and after it as it was', async () => {
    const pause = { at: 130, for: 75 }
    const noteAt = [100, 129, 170, 208, 210, 260]
    const { notes, shown, index, seconds } = await rewound({ noteAt, pause, competitors: 12 })
    for (const note of notes) {
      const seen = await shown(note.raceMs)
      if (note.raceMs !== 130_000) expect(seen).toEqual(note)
      // While the clock stood, nobody knew yet how far those behind were to come in the next two seconds.
      else expect([seen.places, placings(seen)]).toEqual([note.places, placings(note)])
    }
    expect(notes[2]!.raceMs).toBe(130_000)
    expect(index.bytes.length).toBe(Math.ceil(seconds / 60))
  })

  it('has what was made up for after an outage, where live there was nothing to see', async () => {
    const outage = { from: 150, to: 190 }
    const { notes, shown } = await rewound({ noteAt: [100, 140, 170, 230, 300], outage, competitors: 12 })
    const [before, just, during, after, later] = notes
    for (const note of [before!, just!, after!, later!]) expect(await shown(note.raceMs)).toEqual(note)
    const certain = ({ places }: typeof during & object) =>
      new Set(places.map((place) => ('certainty' in place ? place.certainty : 'none')))
    expect(certain(during!)).toContain('frozen')
    expect(certain(await shown(during!.raceMs))).toEqual(new Set(['known']))
  })

  it('shows a finish that was taken back until it was, and not from then on, over restarts too', async () => {
    const noteAt = [480, 530, 560, 603, 640, 700, 800]
    const { notes, shown, folder, record } = await rewound({
      ...{ noteAt, takenBack: [{ place: 1, at: 600 }], restartAt: [620], competitors: 12 },
    })
    const { competitorId: id, at, until } = record.rulings![0]!
    const finished = ({ board }: ReturnType<typeof told>) =>
      board.filter((row) => row.finished).map(({ entry }) => entry.id)
    for (const note of notes) {
      const seen = await shown(note.raceMs)
      const isIn = finished(note).includes(id)
      expect(isIn).toBe(note.raceMs >= until - gun && note.raceMs < at - gun)
      expect(placings(seen)).toEqual(placings(note))
      // Only the dot of who was taken for in is where it was on the course.
      if (!isIn) expect(seen).toEqual(note)
    }
    expect(notes.filter((note) => finished(note).includes(id))).toHaveLength(2)
    expect(readdirSync(join(folder, 'rewind', record.runId))).toHaveLength(1)
  })

  it('begins another epoch where the gun is corrected, and shows the race by the new one', async () => {
    const correction = { at: 200, ms: -3000 }
    const { notes, shown, folder, record } = await rewound({
      ...{ noteAt: [230, 280, 320], correction, competitors: 12 },
    })
    for (const note of notes) expect(await shown(note.raceMs)).toEqual(note)
    expect(readdirSync(join(folder, 'rewind', record.runId))).toHaveLength(1)
  })
})
