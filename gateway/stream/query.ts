import { type Static, Type } from 'typebox'
import { invalid } from '../problems.ts'
import { mostBibs, Subscribe, type Topic } from '../protocol/index.ts'

const topicNames = ['positions', 'board', 'log', 'roster', 'health'] as const satisfies Topic[]
const { rows, delayMs } = Subscribe.properties
const longestBib = 20

/** What of a race is streamed: the fields of `subscribe`, as an address has them. */
export const StreamQuery = Type.Object({
  topics: Type.Optional(
    Type.String({
      maxLength: 100,
      description: `of ${topicNames.join(', ')}, with commas between; board,log if left out`,
    }),
  ),
  bibs: Type.Optional(
    Type.String({
      maxLength: mostBibs * (longestBib + 1),
      description: `at most ${mostBibs}, with commas between`,
    }),
  ),
  rows,
  every: Type.Optional(Type.Integer({ enum: [1, 5, 15], description: 's' })),
  delay: delayMs,
})
export type StreamQuery = Static<typeof StreamQuery>

/** What is subscribed to; throws `invalid-request` for what cannot be had. */
export function askedFor(query: StreamQuery): Omit<Subscribe, 'type' | 'race' | 'resume'> {
  const bibs = query.bibs === undefined ? undefined : listed(query.bibs)
  if (bibs && (bibs.length === 0 || bibs.length > mostBibs || bibs.some((bib) => bib.length > longestBib)))
    throw refused(
      'bibs',
      query.bibs,
      `give 1 to ${mostBibs} bibs of at most ${longestBib} characters, such as 12,F3`,
    )
  const topics = query.topics === undefined ? undefined : listed(query.topics)
  if (topics && (topics.length === 0 || !topics.every(isTopic)))
    throw refused('topics', query.topics, `give some of ${topicNames.join(', ')}`)
  for (const [field, parts] of [
    ['bibs', bibs],
    ['topics', topics],
  ] as const) {
    const twice = parts?.find(isTwice)
    if (twice) throw refused(field, query[field], `name ${twice} once`)
  }
  if (topics?.includes('positions') && !bibs)
    throw refused(
      'topics',
      query.topics,
      'name the competitors by bibs, or take all of them from /feed or the ticks',
    )
  return {
    topics: (topics as Topic[] | undefined) ?? (bibs ? ['positions', 'board', 'log'] : ['board', 'log']),
    ...(bibs && { bibs }),
    ...(query.rows !== undefined && { rows: query.rows }),
    ...(query.every !== undefined && { every: query.every as Subscribe['every'] & number }),
    ...(query.delay !== undefined && { delayMs: query.delay }),
  }
}

const isTopic = (name: string): name is Topic => (topicNames as readonly string[]).includes(name)

function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

const isTwice = (part: string, i: number, parts: readonly string[]) => parts.indexOf(part) < i

function refused(field: string, value: unknown, remedy: string) {
  return invalid([{ field, value, message: `${JSON.stringify(value)} cannot be had`, remedy }])
}
