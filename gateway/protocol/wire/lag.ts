import type { Lag } from '../messages.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** The bits of a head's flags that say which of the lag's times are there. */
export const lagFlag = { measured: 64, published: 128 } as const

export function lagFlags(lag: Lag): number {
  return (lag.measuredAt === null ? 0 : lagFlag.measured) | (lag.publishedAt === null ? 0 : lagFlag.published)
}

/**
 *     lag = uvar sentAt                      epoch ms
 *           svar sentAt - pollEnd
 *           svar pollEnd - pollStart
 *           [svar pollStart - publishedAt]   where flag 128 says that it is known
 *           [svar pollStart - measuredAt]    where flag 64 does                          (B-9)
 */
export function writeLag(to: ByteWriter, lag: Lag): void {
  to.uvar(lag.sentAt)
  to.svar(lag.sentAt - lag.pollEnd)
  to.svar(lag.pollEnd - lag.pollStart)
  if (lag.publishedAt !== null) to.svar(lag.pollStart - lag.publishedAt)
  if (lag.measuredAt !== null) to.svar(lag.pollStart - lag.measuredAt)
}

export function readLag(from: ByteReader, flags: number): Lag {
  const sentAt = from.uvar()
  const pollEnd = sentAt - from.svar()
  const pollStart = pollEnd - from.svar()
  const publishedAt = flags & lagFlag.published ? pollStart - from.svar() : null
  const measuredAt = flags & lagFlag.measured ? pollStart - from.svar() : null
  for (const time of [pollEnd, pollStart, publishedAt, measuredAt]) {
    if (time !== null && !Number.isSafeInteger(time)) from.fail('B-9', 'a time is out of range')
  }
  return { measuredAt, publishedAt, pollStart, pollEnd, sentAt }
}
