import { finishTimeMs, type RacePreview, type StartListReport } from '@racecast/gateway/protocol'
import { clock, timeOfDay } from '../format/time.ts'

/** What a race will be like before it is made, in sentences. */
export function previewLines(preview: RacePreview): string[] {
  const { fastest, slowest, competitors, lastInAt, startTime, waves } = preview
  const who = ({ bib, name }: NonNullable<RacePreview['fastest']>) => (name ? `${bib} ${name}` : bib)
  const lines = [
    `${competitors.toLocaleString('en')} start${waves.length > 1 ? ` in ${waves.length} waves` : ''}, the first at ${timeOfDay(startTime)}.`,
  ]
  if (waves.length > 1) {
    const guns = waves.map(
      ({ wave, startTime, entries }) =>
        `${wave} at ${timeOfDay(startTime)} (${entries.toLocaleString('en')})`,
    )
    lines.push(`Waves: ${guns.join(', ')}.`)
  }
  if (fastest)
    lines.push(
      `First in: ${who(fastest)} after ${clock(finishTimeMs(fastest.raceTimeMs))}, at ${timeOfDay(fastest.at)}.`,
    )
  if (slowest)
    lines.push(
      `Last in: ${who(slowest)} after ${clock(finishTimeMs(slowest.raceTimeMs))}, at ${timeOfDay(slowest.at)}.`,
    )
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
export function badLines({ bad }: Omit<StartListReport, 'first'>): string[] {
  return bad.map(({ line, field, message, remedy }) => {
    const where = line === null ? 'The list' : `Line ${line}`
    // What is wrong with the whole is in no column.
    return `${where}${field === 'startList' ? '' : `, ${field}`}: ${message}; ${remedy}.`
  })
}
