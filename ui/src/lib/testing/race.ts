import type { RaceInfo, RosterEntry, Snapshot } from '@racecast/gateway/protocol'

/** A race that began at 1,000,000 s, and what can be changed about it. */
export function raceInfo(changes: Partial<RaceInfo> = {}): RaceInfo {
  return {
    runId: '00000000-0000-4000-8000-000000000001',
    slug: 'corner',
    name: 'The Corner',
    course: 'corner',
    courseHash: '0000000000000000',
    kind: 'simulated',
    status: 'started',
    startTime: 1_000_000_000,
    waves: [],
    fixIntervalS: 1,
    playoutDelayMs: 2000,
    pauses: [],
    gaps: [],
    finishedAt: null,
    simulated: true,
    ...changes,
  }
}

export function entry(id: number, changes: Partial<RosterEntry> = {}): RosterEntry {
  return {
    id,
    bib: String(id),
    name: `Runner ${id}`,
    club: '',
    category: '',
    wave: '',
    role: 'competitor',
    anonymous: false,
    standing: 'entered',
    ...changes,
  }
}

export function snapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    type: 'snapshot',
    epoch: 1,
    seq: 0,
    hash: 0,
    lag: { measuredAt: null, publishedAt: null, pollStart: 0, pollEnd: 0, sentAt: 0 },
    reason: 'subscribed',
    race: raceInfo(),
    roster: [entry(1), entry(2), entry(3)],
    positions: [],
    facts: [],
    front: [],
    log: [],
    ...changes,
  }
}
