import { age } from '../format/time.ts'

export type Level = 'green' | 'amber' | 'red'

interface Quantiles {
  p95: number
}

/** What the desk reads of `GET /api/health`. */
export interface Health {
  at: number
  level: Level
  stages: {
    name: string
    level: Level
    since: number
    why: string | null
    /** In how many ms it is red if nothing more is heard. */
    redInMs: number | null
  }[]
  corrections: { slug: string; since: number; done: number; failures: number; error: string | null }[]
  aheadMs: number
  /** The id of the one that answers. */
  gateway: string
  gateways: {
    id: string
    level: Level
    at: number
    startedAt: number
    viewers: number
    byKind: Record<string, number>
    loopMs: { p99: number }
    cpu: number
    memoryMb: number
    polls: unknown[]
  }[]
  lag: Record<string, Quantiles>
  askEveryMs: number
  silentAfterMs: number
  history: { at: number; levels: Record<string, Level>; lag: Record<string, Quantiles>; viewers: number }[]
}

export interface StageLine {
  name: string
  /** What it does, in the words of who directs a race. */
  title: string
  /** What an engineer calls it. */
  term: string
  level: Level
  /** What that means for the race; '' while all is well. */
  means: string
  /** What was measured, for an engineer; '' while nothing is wrong. */
  why: string
  /** For how long it has had this level, ms. */
  forMs: number
  /** Ms, 95 of 100 are faster; null where nothing passes. */
  lagMs: number | null
  /** The same of the last half hour, oldest first. */
  past: { lagMs: number | null; level: Level }[]
}

interface Stage extends Pick<StageLine, 'title' | 'term'> {
  /** Which part of the lag arises in it. */
  lag: string
  /** What it means for the race that it is slow, or down. */
  amber: string
  red: string
}

const stages: Readonly<Record<string, Stage>> = {
  generator: {
    ...{ title: 'Source', term: 'producer', lag: 'produce' },
    ...{ amber: 'New positions come late.', red: 'No new positions come: screens stand.' },
  },
  sink: {
    ...{ title: 'Intake', term: 'event sink', lag: 'produce' },
    amber: 'It is not known whether new positions are taken in.',
    red: 'New positions are not taken in; finishes are sent once it is back.',
  },
  store: {
    ...{ title: 'Storage', term: 'store', lag: 'store' },
    ...{ amber: 'New positions are read late.', red: 'New positions cannot be read: screens stand.' },
  },
  poller: {
    ...{ title: 'Reading', term: 'poller', lag: 'poll' },
    ...{ amber: 'New positions are fetched late.', red: 'New positions are not fetched: screens stand.' },
  },
  fixes: {
    ...{ title: 'Positions', term: 'fixes', lag: 'published_to_sent' },
    amber: 'The newest positions are some seconds old.',
    red: 'The newest positions are old: ask the marshals where runners are.',
  },
  bus: {
    ...{ title: 'Relay', term: 'bus', lag: 'bus' },
    ...{ amber: 'Screens get what is new late.', red: 'Screens may not get what is new.' },
  },
  gateways: {
    ...{ title: 'Servers', term: 'gateways', lag: 'write' },
    ...{
      amber: 'Screens that one of them serves may be late.',
      red: 'Screens that one of them serves stand.',
    },
  },
}
const unnamed = { term: '', lag: '', amber: '', red: '' }

/** Every stage with its lag and its past, in the order of the way that a fix takes. */
export function stageLines({ at, stages: now, lag, history }: Health): StageLine[] {
  return now.map(({ name, level, why, since }) => {
    const { title, term, lag: part, ...means } = stages[name] ?? { ...unnamed, title: name }
    return {
      ...{ name, title, term, level, why: why ?? '', forMs: Math.max(0, at - since) },
      means: level === 'green' ? '' : means[level],
      lagMs: lag[part]?.p95 ?? null,
      past: history.map((moment) => ({
        lagMs: moment.lag[part]?.p95 ?? null,
        level: moment.levels[name] ?? 'green',
      })),
    }
  })
}

export interface CorrectionLine {
  slug: string
  /** For how long it waits, ms. */
  forMs: number
  /** How far it is, for an engineer. */
  how: string
}

/** What was corrected and is on no screen yet. */
export const correctionLines = ({ at, corrections }: Health): CorrectionLine[] =>
  corrections.map(({ slug, since, done, failures, error }) => ({
    ...{ slug, forMs: Math.max(0, at - since) },
    how:
      failures === 0
        ? `${Math.floor(done * 100)} % of its history is worked out`
        : `its history could not be read ${failures === 1 ? 'once' : `${failures} times`}, the last time: ${error}`,
  }))

/** By how much races go by another time than the clock's, where that is worth a word, ms; null where it is not. */
export const aheadOf = ({ aheadMs }: Health): number | null => (aheadMs >= worthAWordMs ? aheadMs : null)
const worthAWordMs = 5000

export interface GatewayLine {
  id: string
  level: Level
  says: string
}

/**
 * How it is `ms` after it was asked for, where nothing was heard since: by silence alone a stage becomes red. No answer can be
 * late enough to keep that from the desk.
 */
export function healthAfter(health: Health, ms: number): Health {
  return {
    ...health,
    at: health.at + ms,
    stages: health.stages.map((stage) =>
      stage.level === 'red' || stage.redInMs === null || ms < stage.redInMs
        ? stage
        : {
            ...stage,
            ...{ level: 'red', since: health.at + stage.redInMs },
            why: `nothing new was heard for ${(ms / 1000).toFixed(1)} s`,
          },
    ),
  }
}

/** When silence changes something next, ms after it was asked for; null where it changes nothing more. */
export function nextChangeMs({ stages, silentAfterMs }: Health, ms: number): number | null {
  const all = [silentAfterMs, ...stages.flatMap(({ redInMs }) => redInMs ?? [])].filter((at) => at > ms)
  return all.length === 0 ? null : Math.min(...all)
}

/** The past of the same gateway with what has come since; of another one it is another past. */
export function withPast(before: Health | null, now: Health): Health {
  const isSame = before?.gateway === now.gateway && before.at <= now.at
  const older = isSame ? before.history.filter(({ at }) => !now.history.some((one) => one.at === at)) : []
  return { ...now, history: [...older, ...now.history].slice(-mostMoments) }
}
/** Half an hour, one each ten seconds. */
const mostMoments = 180

/** Every gateway that was heard of lately, the one that answers first. */
export function gatewayLines({ at, gateway, gateways }: Health): GatewayLine[] {
  const name = (id: string) => `${id.slice(0, 8)}${id === gateway ? ' (this one)' : ''}`
  return gateways
    .toSorted((a, b) => Number(b.id === gateway) - Number(a.id === gateway) || (a.id < b.id ? -1 : 1))
    .map(({ id, level, at: heardAt, startedAt, viewers, loopMs, cpu, memoryMb, polls }) => ({
      ...{ id, level },
      says: [
        name(id),
        counted(viewers, 'viewer'),
        polls.length === 0 ? 'fetches no race' : `fetches ${counted(polls.length, 'race')}`,
        `${Math.round(loopMs.p99)} ms behind`,
        `CPU ${Math.round(cpu * 100)} %`,
        `${memoryMb.toLocaleString('en')} MB`,
        `up ${age(at - startedAt)}`,
        // What is on time is told of anew all the while.
        ...(level === 'green' ? [] : [`heard of ${age(at - heardAt)} ago`]),
      ].join(' · '),
    }))
}

const counted = (n: number, what: string) => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`

const formats: Readonly<Record<string, string>> = { bin: 'binary', json: 'JSON' }

/** How many watch in which way, at all gateways: "3 viewers every 1 s (binary)", the most first. */
export function viewerKinds({ gateways }: Health): string[] {
  const counts = new Map<string, number>()
  for (const { byKind } of gateways)
    for (const [kind, count] of Object.entries(byKind)) counts.set(kind, (counts.get(kind) ?? 0) + count)
  return [...counts]
    .sort(([a, most], [b, count]) => count - most || (a < b ? -1 : 1))
    .map(([kind, count]) => {
      const [format = '', every] = kind.split(' ')
      const rate = every === undefined ? 'on no race yet' : `every ${every} s`
      return `${counted(count, 'viewer')} ${rate} (${formats[format] ?? format})`
    })
}

/** How many viewers there were, as `sparkline` takes it. */
export const viewersPast = ({ history }: Health): StageLine['past'] =>
  history.map(({ viewers }) => ({ lagMs: viewers, level: 'green' }))

/** The past as a line in a box of `width` by `height`, the newest at the right; gaps where nothing passed. */
export function sparkline(past: StageLine['past'], width: number, height: number, most = 180): string {
  const values = past.slice(-most)
  const top = Math.max(20, ...values.map(({ lagMs }) => lagMs ?? 0))
  let path = ''
  let drawing = false
  for (const [i, { lagMs }] of values.entries()) {
    if (lagMs === null) {
      drawing = false
      continue
    }
    const x = width - ((values.length - 1 - i) * width) / (most - 1)
    const y = height - (Math.min(lagMs, top) / top) * (height - 2) - 1
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    drawing = true
  }
  return path
}

/** Where in the same box a stage was not green, [x, level]. */
export function troubles(past: StageLine['past'], width: number, most = 180): { x: number; level: Level }[] {
  const values = past.slice(-most)
  return values.flatMap(({ level }, i) =>
    level === 'green' ? [] : [{ x: width - ((values.length - 1 - i) * width) / (most - 1), level }],
  )
}
