import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const OffsetByPartition = Type.Record(Type.String(), Type.String())

/**
 * What a Pinot controller answers to `GET /tables/TABLE/consumingSegmentsInfo`, as far as it is used: for each
 * segment that is being filled, each server's next offset by partition. 0.11 has `partitionToOffsetMap` alone.
 */
export const ConsumingSegments = Type.Object({
  _segmentToConsumingInfoMap: Type.Record(
    Type.String(),
    Type.Array(
      Type.Object({
        partitionToOffsetMap: Type.Optional(OffsetByPartition),
        partitionOffsetInfo: Type.Optional(
          Type.Object({ currentOffsetsMap: Type.Optional(OffsetByPartition) }),
        ),
      }),
    ),
  ),
})
export type ConsumingSegments = Static<typeof ConsumingSegments>

/**
 * Up to which offset (the next one) every server of a table has consumed each partition. While a segment is sealed
 * and the next begun, the newer one counts. Throws an Error for an answer that is none.
 */
export function consumedOffsets(answer: unknown): Map<number, number> {
  if (!Value.Check(ConsumingSegments, answer))
    throw new Error(`not an answer about consuming segments: ${JSON.stringify(answer)?.slice(0, 200)}`)
  const consumed = new Map<number, number>()
  for (const servers of Object.values(answer._segmentToConsumingInfoMap)) {
    for (const [partition, offset] of slowest(servers)) {
      consumed.set(partition, Math.max(offset, consumed.get(partition) ?? 0))
    }
  }
  return consumed
}

function slowest(servers: ConsumingSegments['_segmentToConsumingInfoMap'][string]): Map<number, number> {
  const least = new Map<number, number>()
  for (const { partitionToOffsetMap, partitionOffsetInfo } of servers) {
    const offsets = partitionToOffsetMap ?? partitionOffsetInfo?.currentOffsetsMap ?? {}
    for (const [partition, text] of Object.entries(offsets)) {
      const offset = Number(text)
      if (!Number.isSafeInteger(offset)) continue
      least.set(Number(partition), Math.min(offset, least.get(Number(partition)) ?? offset))
    }
  }
  return least
}
