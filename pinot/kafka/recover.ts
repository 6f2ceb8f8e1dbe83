import { byNewestGun, type EntryRecord, type RaceRecord } from '../events/index.ts'
import { isOfRace, readEntry, readFix, readRace } from './messages.ts'
import type { Span, TopicMessage } from './spans.ts'
import type { TopicReader } from './topic-reader.ts'

/**
 * What a topic of records holds: the newest by `updatedAt` of each key, the later one of two that are equal. A
 * record that cannot be read is an error only as long as nothing newer stands under its key.
 */
async function newestRecords<T extends { updatedAt: number }>(
  reader: TopicReader,
  topic: string,
  wanted: (key: Buffer | null) => boolean,
  read: (value: Buffer) => T,
): Promise<T[]> {
  const newest = new Map<string, T>()
  const unreadable = new Map<string, Error>()
  await reader.read(topic, await reader.spans(topic), (message) => {
    if (message.key === null || !wanted(message.key)) return
    const key = message.key.toString()
    unreadable.delete(key)
    if (message.value === null) {
      newest.delete(key)
      return
    }
    try {
      const record = read(message.value)
      if (record.updatedAt >= (newest.get(key)?.updatedAt ?? 0)) newest.set(key, record)
    } catch (error) {
      unreadable.set(key, unreadableRow(topic, message, error))
    }
  })
  for (const error of unreadable.values()) throw error
  return [...newest.values()]
}

function unreadableRow(topic: string, { partition, offset, key }: TopicMessage, cause: unknown): Error {
  const where = `topic ${topic}, partition ${partition}, offset ${offset}`
  const what = `is not a row of this version: ${(cause as Error).message}`
  return new Error(`${where} ${what}; send a correct one, or null, with the key ${key}`, { cause })
}

export async function readRaces(reader: TopicReader, topic: string): Promise<RaceRecord[]> {
  const races = await newestRecords(reader, topic, () => true, readRace)
  return races.sort(byNewestGun)
}

export async function readEntries(reader: TopicReader, topic: string, runId: string): Promise<EntryRecord[]> {
  const entries = await newestRecords(reader, topic, (key) => isOfRace(key, runId), readEntry)
  return entries.sort((a, b) => a.competitorId - b.competitorId)
}

const FIRST_WINDOW = 4000

/**
 * The newest fix `timestamp` of a race, or null. Every partition is read backwards, in windows that grow, until
 * there is a row of the race in it, or what is left was published before the newest fix that is known already
 * was measured. `since` (epoch ms) is when the race's first row can have been published at the earliest.
 */
export async function readNewestFix(
  reader: TopicReader,
  topic: string,
  runId: string,
  since?: number,
): Promise<number | null> {
  let newest: number | null = null
  let left = (await reader.spans(topic, since)).filter(({ from, to }) => from < to)
  for (let width = FIRST_WINDOW; left.length > 0; width *= 4) {
    const windows = left.map((span): Span => ({ ...span, from: Math.max(span.from, span.to - width) }))
    const found = new Set<number>()
    const oldest = new Map<number, number>()
    await reader.read(topic, windows, (message) => {
      const { partition, timestamp, key, value } = message
      oldest.set(partition, Math.min(oldest.get(partition) ?? Number.POSITIVE_INFINITY, timestamp))
      if (value === null || !isOfRace(key, runId)) return
      found.add(partition)
      newest = Math.max(newest ?? 0, readFix(value).timestamp)
    })
    const known: number | null = newest
    left = left.flatMap((span, i) => {
      const { partition, from } = windows[i]!
      const rest = { ...span, to: from }
      const older = known !== null && (oldest.get(partition) ?? 0) < known
      return found.has(partition) || older || rest.from >= rest.to ? [] : [rest]
    })
  }
  return newest
}
