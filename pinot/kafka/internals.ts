import { createRequire } from 'node:module'
import type { Logger, RetryOptions } from 'kafkajs'

/**
 * The parts of kafkajs that it does not export, as far as they are used here. Its consumer reads only as a
 * member of a group: that needs rights on groups, waits seconds for each member to join, and leaves the group
 * behind. What a producer needs after a restart is to read a stretch of a topic once, which the cluster below
 * the consumer does. The version of kafkajs is pinned in package.json for this file's sake.
 */
export interface FetchedMessage {
  offset: string
  timestamp: string
  key: Buffer | null
  value: Buffer | null
  isControlRecord?: boolean
}
export interface FetchBroker {
  fetch(request: {
    maxWaitTime: number
    minBytes: number
    maxBytes: number
    isolationLevel: 0 | 1
    topics: {
      topic: string
      partitions: { partition: number; fetchOffset: string; maxBytes: number }[]
    }[]
  }): Promise<{
    responses: {
      topicName: string
      /** `highWatermark` is the offset after the last message that is committed, as far as the broker knows. */
      partitions: { partition: number; highWatermark: string; messages: FetchedMessage[] }[]
    }[]
  }>
}
/** A broker as the coordinator of a group: https://kafka.apache.org/protocol, JoinGroup to LeaveGroup. */
export interface GroupCoordinator {
  /** Answers when all members have joined or `rebalanceTimeout` (ms) is over. */
  joinGroup(request: {
    groupId: string
    sessionTimeout: number
    rebalanceTimeout: number
    /** Empty for a new member. */
    memberId: string
    groupProtocols: { name: string; metadata: Buffer }[]
  }): Promise<{ generationId: number; leaderId: string; memberId: string; members: { memberId: string }[] }>
  /** The leader says who does what; the others say nothing and are told. */
  syncGroup(request: {
    groupId: string
    generationId: number
    memberId: string
    groupAssignment: { memberId: string; memberAssignment: Buffer }[]
  }): Promise<unknown>
  heartbeat(request: { groupId: string; groupGenerationId: number; memberId: string }): Promise<unknown>
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>
}
export interface FetchCluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addTargetTopic(topic: string): Promise<void>
  refreshMetadata(): Promise<void>
  findTopicPartitionMetadata(topic: string): { partitionId: number }[]
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>
  findBroker(node: { nodeId: string }): Promise<FetchBroker>
  findGroupCoordinator(group: { groupId: string }): Promise<GroupCoordinator>
  fetchTopicsOffset(
    topics: {
      topic: string
      partitions: { partition: number }[]
      fromBeginning?: boolean
      /** Epoch ms: the first offset that is not older; -1 if all are. */
      fromTimestamp?: number
    }[],
  ): Promise<{ topic: string; partitions: { partition: number; offset: string }[] }[]>
}
interface ClusterOptions {
  logger: Logger
  brokers: string[]
  clientId: string
  ssl?: unknown
  sasl?: unknown
  socketFactory: unknown
  connectionTimeout: number
  requestTimeout: number
  enforceRequestTimeout: boolean
  retry: RetryOptions
  metadataMaxAge: number
  allowAutoTopicCreation: boolean
  isolationLevel: 0 | 1
}
interface RequestQueue {
  pending: unknown[]
  throttledUntil: number
  scheduleCheckPendingRequests(): void
}

const require = createRequire(import.meta.url)

export const Cluster = require('kafkajs/src/cluster') as new (options: ClusterOptions) => FetchCluster

/**
 * kafkajs 2.2.4 sets a timer after each answer even if nothing waits, at minus the epoch, which Node reports as
 * TimeoutNegativeWarning. This sets it only when something waits.
 */
function setTimersForWaitingRequestsOnly(): void {
  const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue }
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this)
  }
}
setTimersForWaitingRequestsOnly()
