import { clock, timeOfDay } from '../format/time.ts'

interface Expected {
  bib: string
  name: string
  raceTimeMs: number
  /** Epoch ms. */
  at: number
}

/** The answer of `POST /api/races/preview`: what a race will be like before it is made. */
export interface RacePreview {
  startTime: number
  competitors: number
  fastest: Expected | null
  slowest: Expected | null
  lastInAt: number
  stopping: number
  givingUp: number
  withDropouts: number
  wandering: number
  waves: { wave: string; startTime: number; entries: number }[]
}

/** The answer of `POST /api/start-lists/check`. */
export interface StartListReport {
  rows: number
  waves: string[]
  bad: { line: number | null; field: string; value: unknown; message: string; remedy: string }[]
}

/** The same in sentences. */
export function previewLines(preview: RacePreview): string[] {
  const { fastest, slowest, competitors, lastInAt, startTime, waves } = preview
  const who = ({ bib, name }: Expected) => (name ? `${bib} ${name}` : bib)
  const lines = [
    `${competitors.toLocaleString('en')} start${waves.length > 1 ? ` in ${waves.length} waves` : ''}, the first at ${timeOfDay(startTime)}.`,
  ]
  if (fastest)
    lines.push(`First in: ${who(fastest)} after ${clock(fastest.raceTimeMs)}, at ${timeOfDay(fastest.at)}.`)
  if (slowest)
    lines.push(`Last in: ${who(slowest)} after ${clock(slowest.raceTimeMs)}, at ${timeOfDay(slowest.at)}.`)
  if (!slowest || lastInAt > slowest.at) lines.push(`It is over at ${timeOfDay(lastInAt)}.`)
  const some = [
    [preview.stopping, 'stop in the fence'],
    [preview.givingUp, 'give up'],
    [preview.withDropouts, 'lose their signal'],
    [preview.wandering, 'leave the course for a while'],
  ] as const
  const happening = some
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count.toLocaleString('en')} ${what}`)
  lines.push(happening.length > 0 ? `${happening.join(', ')}.` : 'Nobody stops, gives up or gets lost.')
  return lines
}

/** What cannot be used of a start list, a line each. */
export function badLines({ bad }: StartListReport): string[] {
  return bad.map(
    ({ line, field, message, remedy }) =>
      `${line === null ? '' : `Line ${line}, `}${field}: ${message}; ${remedy}.`,
  )
}
