import type { ICustomPartitioner, Producer } from 'kafkajs'
import { checkEntry, checkFix, checkRace } from '../events/check.ts'
import type { EventSink } from '../ports/index.ts'
import type { KafkaAddress } from './address.ts'
import { connectSocket, kafkaClient } from './client.ts'
import { explain } from './errors.ts'
import { openGroupLease } from './lease.ts'
import { chunked, entryMessage, fixMessage, type Message, raceMessage } from './messages.ts'
import { murmur2 } from './murmur2.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { readEntries, readNewestFix, readRaces } from './recover.ts'
import { createTopicReader } from './topic-reader.ts'
import { Late, within } from './within.ts'

/** Brokers take 1 MiB a batch by default; this leaves room for its header. */
const CHUNK_BYTES = 1_000_000
/** Rows before the gun exist; more than this before it is not looked for. */
const BEFORE_GUN_MS = 3_600_000

/**
 * Java's default partitioner for messages with a key. kafkajs has the same, on numbers of 64 bits each in an
 * object: 115 ms for 10,000 keys, this takes one.
 */
const byKey: ICustomPartitioner =
  () =>
  ({ partitionMetadata, message }) =>
    (murmur2(message.key as Buffer) & 0x7fffffff) % partitionMetadata.length

/**
 * Events into Kafka topics (see messages.ts for the format). Every send waits for all in-sync replicas, and for the
 * one before it. Attempts are few and not idempotent in Kafka's sense, which would try for ever: upsert makes a
 * repeat change nothing. Topics are made by `npm run pinot -- apply`, never by sending. `connect` opens sockets.
 */
export function openKafkaSink(address: KafkaAddress, connect = connectSocket): EventSink {
  const { names, shown } = address
  const reader = createTopicReader(address, connect)
  const inOrder = oneAtATime()
  let producer: Producer | null = null
  let lease: ReturnType<typeof openGroupLease> | null = null
  let closed = false
  const patience = 3 * address.timeoutMs

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new Error(`${shown}: the sink is closed`)
    try {
      return await work()
    } catch (error) {
      throw explain(error, shown)
    }
  }

  /** kafkajs can wait for ever for a connection that was closed without a word; then a new producer has to do. */
  async function sendChunk(topic: string, messages: Message[]): Promise<void> {
    const on = await connected()
    try {
      await within(patience, on.send({ topic, acks: -1, timeout: address.timeoutMs, messages }))
    } catch (error) {
      if (error instanceof Late) {
        producer = null
        on.disconnect().catch(() => undefined)
      }
      throw error
    }
  }

  async function connected(): Promise<Producer> {
    if (producer) return producer
    const fresh = kafkaClient(address, connect).producer({
      createPartitioner: byKey,
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
    })
    await within(patience, fresh.connect())
    producer = fresh
    return fresh
  }

  const send = (topic: string, messages: readonly Message[]) =>
    inOrder(() =>
      attempt(async () => {
        for (const chunk of chunked(messages, CHUNK_BYTES)) await sendChunk(topic, chunk)
      }),
    )

  const races = () => readRaces(reader, names.races)

  return {
    async putRace(race) {
      checkRace(race)
      await send(names.races, [raceMessage(race)])
    },
    async putEntries(entries) {
      for (const entry of entries) checkEntry(entry)
      await send(names.entries, entries.map(entryMessage))
    },
    async putFixes(rows) {
      for (const row of rows) checkFix(row)
      await send(names.parkrun, rows.map(fixMessage))
    },
    forget: async () => false,
    races: () => attempt(races),
    entries: (runId) => attempt(() => readEntries(reader, names.entries, runId)),
    newestFix: (runId) =>
      attempt(async () => {
        const race = (await races()).find((known) => known.runId === runId)
        const since = race && Math.max(0, race.startTime - BEFORE_GUN_MS)
        return readNewestFix(reader, names.parkrun, runId, since)
      }),
    lease() {
      if (closed) throw new Error(`${shown}: the sink is closed`)
      lease ??= openGroupLease(address, connect)
      return lease
    },
    async close() {
      if (closed) return
      // What was given before is still sent.
      await inOrder(async () => {
        closed = true
      })
      await lease?.release()
      const ended = producer?.disconnect() ?? Promise.resolve()
      await Promise.all([reader.close(), within(patience, ended).catch(() => undefined)])
      producer = null
    },
  }
}
