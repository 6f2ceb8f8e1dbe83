import kafkajs from 'kafkajs'
import type { GroupCoordinator } from './internals.ts'

export interface GroupMemberOptions {
  groupId: string
  /** What the tools of Kafka show as read by whoever leads: partition 0 of it. */
  topic: string
  /** After so long without a sign of life the coordinator takes a member for dead, ms. */
  sessionTimeoutMs: number
}

/** A generation of the group, as this member was told of it. */
export interface Generation {
  id: number
  isLeader: boolean
}

const VERSION = 1
const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol

/**
 * One member of a consumer group that reads nothing: all it wants to know is whether it leads. The coordinator makes
 * exactly one member the leader of each generation, and the same one again as long as it takes part. kafkajs's own
 * consumer does the same around a loop that fetches rows.
 */
export function createGroupMember({ groupId, topic, sessionTimeoutMs }: GroupMemberOptions) {
  const metadata = MemberMetadata.encode({ version: VERSION, topics: [topic], userData: Buffer.alloc(0) })
  const assignment = (partitions: number[]) =>
    MemberAssignment.encode({
      version: VERSION,
      assignment: { [topic]: partitions },
      userData: Buffer.alloc(0),
    })
  let memberId = ''
  let generationId = -1

  return {
    /** Takes part in the next generation; resolves when that has begun, after a session time-out at most. */
    async join(coordinator: GroupCoordinator): Promise<Generation> {
      const joined = await coordinator.joinGroup({
        groupId,
        memberId,
        sessionTimeout: sessionTimeoutMs,
        // No less than the session: who has held the lead may think so until its last heartbeat is that old.
        rebalanceTimeout: sessionTimeoutMs,
        groupProtocols: [{ name: 'racecast-leader', metadata }],
      })
      memberId = joined.memberId
      generationId = joined.generationId
      const isLeader = joined.leaderId === memberId
      const groupAssignment = isLeader
        ? joined.members.map((member) => ({
            memberId: member.memberId,
            memberAssignment: assignment(member.memberId === memberId ? [0] : []),
          }))
        : []
      await coordinator.syncGroup({ groupId, generationId, memberId, groupAssignment })
      return { id: generationId, isLeader }
    },
    /** Rejects with REBALANCE_IN_PROGRESS when it is time to join again. */
    heartbeat: (coordinator: GroupCoordinator) =>
      coordinator.heartbeat({ groupId, groupGenerationId: generationId, memberId }),
    /** The coordinator does not know this member any more. */
    forget(): void {
      memberId = ''
    },
    async leave(coordinator: GroupCoordinator): Promise<void> {
      if (memberId !== '') await coordinator.leaveGroup({ groupId, memberId })
      memberId = ''
    },
  }
}
