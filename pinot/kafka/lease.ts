import type { LeaseState, ProducerLease } from '../ports/index.ts'
import type { KafkaAddress } from './address.ts'
import { connectSocket, fetchCluster } from './client.ts'
import { explain, protocolErrors } from './errors.ts'
import { createGroupMember, type Generation } from './group-member.ts'
import type { FetchCluster, GroupCoordinator } from './internals.ts'
import { createPause } from './pause.ts'
import { within } from './within.ts'

/** The least that brokers allow by default (group.min.session.timeout.ms), ms. */
const SESSION_MS = 6000
const HEARTBEAT_MS = 1000
const RETRY_MS = 250
/** How long an orderly end waits for the coordinator, ms. */
const LEAVE_MS = 1000

/**
 * The producer's lease as the lead of a consumer group, `racecast-producer` between the prefix and suffix of the topics.
 * A producer that ends leaves the group, and the next one leads at once; one that dies or is stopped is taken out of it
 * after six seconds.
 *
 * The lead counts only while the last answered heartbeat was sent less than that ago by the monotonic clock. The
 * coordinator counts from when it arrived, so that nobody else leads before this one knows that it does not.
 */
export function openGroupLease(
  address: KafkaAddress,
  connect = connectSocket,
  monotonicMs: () => number = () => performance.now(),
): ProducerLease & { release(): Promise<void> } {
  const groupId = `${address.param('prefix') ?? ''}racecast-producer${address.param('suffix') ?? ''}`
  const member = createGroupMember({ groupId, topic: address.names.races, sessionTimeoutMs: SESSION_MS })
  const listeners = new Set<() => void>()
  const asked = Promise.withResolvers<void>()
  const pause = createPause()
  let cluster: FetchCluster | null = null
  let coordinator: GroupCoordinator | null = null
  let generation: Generation | null = null
  let mustJoin = true
  let provenAt = Number.NEGATIVE_INFINITY
  let term = 0
  let reason: Error | null = null
  let told: string | null = null
  let closed = false

  function state(): LeaseState {
    if (!closed && generation && monotonicMs() - provenAt < SESSION_MS)
      return generation.isLeader ? { name: 'held', term } : { name: 'elsewhere' }
    return { name: 'unknown', reason }
  }

  function tell(): void {
    const now = JSON.stringify(state())
    if (now === told) return
    told = now
    for (const listener of listeners) listener()
  }

  async function connected(): Promise<GroupCoordinator> {
    cluster ??= fetchCluster(address, connect)
    await within(SESSION_MS, cluster.connect())
    coordinator ??= await within(SESSION_MS, cluster.findGroupCoordinator({ groupId }))
    return coordinator
  }

  function disconnect(): void {
    cluster?.disconnect().catch(() => undefined)
    cluster = null
    coordinator = null
  }

  async function join(at: GroupCoordinator): Promise<void> {
    const before = generation
    const sentAt = monotonicMs()
    // The coordinator answers when the others have joined too, or are given up.
    const joined = await within(3 * SESSION_MS, member.join(at))
    const isSameLead = before?.isLeader && joined.id === before.id + 1
    if (joined.isLeader && !isSameLead) term++
    generation = joined
    provenAt = sentAt
    mustJoin = false
  }

  async function beat(at: GroupCoordinator): Promise<void> {
    const sentAt = monotonicMs()
    await within(SESSION_MS, member.heartbeat(at))
    provenAt = sentAt
  }

  function failed(error: unknown): void {
    const types = protocolErrors(error)
    const has = (...known: string[]) => known.some((type) => types.includes(type))
    reason = null
    if (has('REBALANCE_IN_PROGRESS')) mustJoin = true
    else if (has('UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION')) {
      // Others may have led meanwhile.
      generation = null
      mustJoin = true
      if (has('UNKNOWN_MEMBER_ID')) member.forget()
    } else {
      reason = explain(error, address.shown) as Error
      disconnect()
    }
  }

  async function run(): Promise<void> {
    while (!closed) {
      let next = HEARTBEAT_MS
      try {
        const at = await connected()
        if (mustJoin) await join(at)
        else await beat(at)
        reason = null
      } catch (error) {
        failed(error)
        next = reason === null ? 0 : RETRY_MS
      }
      if (generation || reason) asked.resolve()
      tell()
      if (!closed) await pause.of(next)
    }
  }
  const running = run()

  return {
    state,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    asked: () => asked.promise,
    async release() {
      closed = true
      pause.end()
      await within(LEAVE_MS, running).catch(() => undefined)
      if (coordinator) await within(LEAVE_MS, member.leave(coordinator)).catch(() => undefined)
      disconnect()
    },
  }
}
