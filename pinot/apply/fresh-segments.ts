import { Value } from 'typebox/value'
import { ConsumingSegments } from '../controller/consumed-offsets.ts'
import type { Controller } from '../controller/controller.ts'
import { askUntil } from './ask-until.ts'

/**
 * Has a realtime table begin new segments. One that was being filled when a column was added never takes what rows say
 * in it: they would read as if nothing had been said. https://docs.pinot.apache.org/basics/data-import/pinot-stream-ingestion
 */
export async function beginFreshSegments(
  controller: Controller,
  table: string,
  waitS: number,
): Promise<void> {
  const filling = async () => {
    const answer = await controller.consumingSegments(table)
    return Value.Check(ConsumingSegments, answer) ? Object.keys(answer._segmentToConsumingInfoMap) : []
  }
  const before = new Set(await until(filling, (names) => names.length > 0, `${table} is filled`, waitS))
  try {
    // Refused while a table that was made a moment ago settles.
    const paused = () => controller.pauseConsumption(table).catch(() => null)
    await until(paused, Boolean, `${table} can be paused`, waitS)
    await until(filling, (names) => names.length === 0, `the segments of ${table} are sealed`, waitS)
  } finally {
    await controller.resumeConsumption(table)
  }
  const isFresh = (names: string[]) => names.length >= before.size && names.every((name) => !before.has(name))
  await until(filling, isFresh, `${table} is filled again`, waitS)
}

async function until<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  what: string,
  waitS: number,
): Promise<T> {
  const answer = await askUntil(ask, holds, waitS)
  if (answer !== null) return answer
  throw new Error(
    `it does not come to be that ${what} within ${waitS} s; see Pinot's logs, and run apply again`,
  )
}
