import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Delta, LogEntry, Snapshot } from '../../protocol/index.ts'
import type { Bus, BusListener, Checkpoint, Lease, Publication } from '../bus.ts'
import { Subscribers, tellPublished } from '../subscribers.ts'
import { redisAddress } from './address.ts'
import { Connection } from './connection.ts'
import { keysOf, mapKeysOf } from './keys.ts'
import { Listening } from './listening.ts'
import { readNoted, readPublished } from './messages.ts'
import * as scripts from './scripts.ts'

/** Short, so that the next gateway goes on within five seconds of the last one's death. */
const leaseMs = 3000
/** What the gateways share is read again after so long where it could not be read, ms. */
const retellAfterMs = 1000
/** A race that nobody has published for so long is forgotten: the store has it still. s */
const keepS = 30 * 24 * 3600

export interface RedisBusOptions {
  url: string
  clock: Clock
  log?: Log | undefined
  /** Uniform in [0, 1). */
  random?: () => number
}

type NoteListener = (entries: ReadonlyMap<string, string>) => void

/** The bus of several gateways. Leases, checkpoints and logs are keys of Redis, frames go through its channels. */
export function openRedisBus({ url, clock, log, random = Math.random }: RedisBusOptions): Bus {
  const address = redisAddress(url)
  const { prefix } = address
  const held = new Map<string, Lease>()
  const races = new Subscribers<BusListener>()
  const maps = new Subscribers<NoteListener>()
  /** The highest fence heard of, by race: what comes with a lower one is from a gateway that has lost the lease. */
  const fences = new Map<string, number>()
  /** What is done with the messages of each channel. */
  const hearers = new Map<string, (bytes: Buffer) => void>()
  const cancelRetells = new Map<string, () => void>()

  const commands = new Connection({ address, random, onReadOnly: () => listening.renew() })
  const listening = new Listening({
    ...{ address, clock, random },
    onMessage: (channel, bytes) => hearers.get(channel)?.(bytes),
    onSubscribed() {
      log?.info({ redis: address.shown }, 'the bus is there')
      for (const runId of races.names()) races.tell(runId, (listener) => listener.interrupted())
      for (const map of maps.names()) void retell(map)
    },
    onLost: (error) => log?.warn({ err: error, redis: address.shown }, 'the bus does not answer'),
  })

  /** Adds a listener; its channel is heard as long as it, or another by the same name, is there. */
  function listen<L>(
    subscribers: Subscribers<L>,
    { name, channel, listener }: { name: string; channel: string; listener: L },
    hear: (bytes: Buffer) => void,
    ended = () => {},
  ): () => void {
    const end = subscribers.add(name, listener)
    hearers.set(channel, hear)
    listening.add(channel)
    return () => {
      end()
      if (subscribers.has(name)) return
      hearers.delete(channel)
      listening.delete(channel)
      ended()
    }
  }

  function hearOfRace(runId: string, bytes: Buffer): void {
    try {
      const { fence, message } = readPublished(runId, bytes)
      if (fence < (fences.get(runId) ?? 0)) return
      fences.set(runId, fence)
      tellPublished(races, runId, message)
    } catch (error) {
      log?.error({ err: error, runId }, 'a message on the bus cannot be read')
      races.tell(runId, (listener) => listener.interrupted())
    }
  }

  function hearOfMap(map: string, bytes: Buffer): void {
    let entries: Map<string, string>
    try {
      entries = readNoted(bytes)
    } catch (error) {
      log?.error({ err: error, map }, 'a message on the bus cannot be read')
      void retell(map)
      return
    }
    tellNoted(map, entries)
  }

  function tellNoted(map: string, entries: ReadonlyMap<string, string>): void {
    maps.tell(map, (listener) => listener(entries))
  }

  async function retell(map: string): Promise<void> {
    try {
      const entries = await notes(map)
      if (entries.size > 0) tellNoted(map, entries)
    } catch (error) {
      log?.warn({ err: error, map }, 'what the gateways share cannot be read')
      cancelRetells.get(map)?.()
      if (maps.has(map))
        cancelRetells.set(
          map,
          clock.schedule(retellAfterMs, () => void retell(map)),
        )
    }
  }

  const run = (script: string, keys: string[], args: (string | number | Buffer)[]) =>
    commands.do((redis) => redis.eval(script, keys.length, ...keys, ...args))

  async function notes(map: string): Promise<Map<string, string>> {
    return new Map(Object.entries(await commands.do((redis) => redis.hgetall(mapKeysOf(prefix, map).map))))
  }

  async function publish(lease: Lease, { frame, keyframe, memory, log: whole }: Publication) {
    const newest = frame?.delta ?? keyframe
    if (!newest) throw new Error(`race ${lease.runId}: a publication needs a frame or a keyframe`)
    const { epoch, seq } = newest
    const keys = keysOf(prefix, lease.runId)
    const entries = frame ? frame.delta.log : (whole ?? keyframe?.log ?? [])
    const done = await run(
      scripts.publish,
      [keys.lease, keys.head, keys.keyframe, keys.memory, keys.deltas, keys.log],
      [
        ...[lease.fence, leaseMs, keepS, keys.channel],
        ...[frame ? `${epoch}/${seq - 1}` : '', `${epoch}/${seq}`, memory],
        ...[keyframe ? JSON.stringify(keyframe) : '', frame ? frame.json : ''],
        entries.map((entry) => JSON.stringify(entry)).join('\n'),
      ],
    )
    return done === 1
  }

  return {
    leaseMs,
    async acquire(runId) {
      const keys = keysOf(prefix, runId)
      const before = held.get(runId)
      const highest = fences.get(runId) ?? 0
      const got = await run(
        scripts.acquire,
        [keys.lease, keys.fence],
        [before?.fence ?? '', leaseMs, highest],
      )
      if (got === null) {
        held.delete(runId)
        return null
      }
      const fence = Number(got)
      const lease = before?.fence === fence ? before : { runId, fence }
      held.set(runId, lease)
      return lease
    },
    async release(lease) {
      held.delete(lease.runId)
      await run(scripts.release, [keysOf(prefix, lease.runId).lease], [lease.fence])
    },
    publish,
    async checkpoint(runId) {
      const keys = keysOf(prefix, runId)
      const replies = await commands.do((redis) =>
        redis.multi().get(keys.head).get(keys.keyframe).get(keys.memory).lrange(keys.deltas, 0, -1).exec(),
      )
      const [head, keyframe, memory, deltas] = (replies ?? []).map(([, reply]) => reply)
      if (typeof keyframe !== 'string' || typeof memory !== 'string') return null
      const checkpoint = readCheckpoint(keyframe, memory, deltas as string[])
      // A server that is short of memory may have dropped any of them; no frame could follow what is left.
      return checkpoint && endOf(checkpoint) === head ? checkpoint : null
    },
    async log(runId, from, limit) {
      const first = Math.max(0, from - 1)
      const rows = await commands.do((redis) =>
        redis.lrange(keysOf(prefix, runId).log, first, first + limit - 1),
      )
      const entries = rows.map((row) => JSON.parse(row) as LogEntry)
      // Where the beginning of the list was dropped the others stand in wrong places.
      return entries[0] && entries[0].n !== first + 1 ? [] : entries
    },
    async forget(runId) {
      const { head, keyframe, memory, deltas, log: entries } = keysOf(prefix, runId)
      await commands.do((redis) => redis.del(head, keyframe, memory, deltas, entries))
    },
    subscribe(runId, listener) {
      const { channel } = keysOf(prefix, runId)
      const asked = { name: runId, channel, listener }
      const ended = () => fences.delete(runId)
      return listen(races, asked, (bytes) => hearOfRace(runId, bytes), ended)
    },
    async note(map, entries, { lease, whole = false } = {}) {
      const keys = mapKeysOf(prefix, map)
      const done = await run(
        scripts.note,
        [keys.map, keysOf(prefix, lease?.runId ?? map).lease],
        [
          lease?.fence ?? '',
          whole ? 1 : '',
          keys.channel,
          JSON.stringify([...entries]),
          ...[...entries].flat(),
        ],
      )
      return done === 1
    },
    async append(list, id, text) {
      const { map, ids, channel } = mapKeysOf(prefix, list)
      return Number(await run(scripts.append, [map, ids], [id, text, channel]))
    },
    notes,
    onNoted(map, listener) {
      const { channel } = mapKeysOf(prefix, map)
      return listen(maps, { name: map, channel, listener }, (bytes) => hearOfMap(map, bytes))
    },
    async close() {
      races.clear()
      maps.clear()
      for (const cancel of cancelRetells.values()) cancel()
      listening.close()
      commands.close()
    },
  }
}

/** `EPOCH/SEQ` of the last publication that a checkpoint holds. */
function endOf({ keyframe, deltas }: Checkpoint): string {
  const { epoch, seq } = deltas.at(-1) ?? keyframe
  return `${epoch}/${seq}`
}

/** Null for one that cannot be read: the race is then worked out from the store. */
function readCheckpoint(keyframe: string, memory: string, deltas: string[]): Checkpoint | null {
  try {
    return {
      keyframe: JSON.parse(keyframe) as Snapshot,
      memory,
      deltas: deltas.map((delta) => JSON.parse(delta) as Delta),
    }
  } catch {
    return null
  }
}
