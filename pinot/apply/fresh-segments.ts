import { setTimeout as wait } from 'node:timers/promises'
import { Value } from 'typebox/value'
import { ConsumingSegments } from '../controller/consumed-offsets.ts'
import type { Controller } from '../controller/controller.ts'

const ASK_EVERY_MS = 200

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
    const isPaused = async () =>
      (await controller.pauseConsumption(table).catch(() => null)) ? ['paused'] : []
    await until(isPaused, (names) => names.length > 0, `${table} can be paused`, waitS)
    await until(filling, (names) => names.length === 0, `the segments of ${table} are sealed`, waitS)
  } finally {
    await controller.resumeConsumption(table)
  }
  const isFresh = (names: string[]) => names.length >= before.size && names.every((name) => !before.has(name))
  await until(filling, isFresh, `${table} is filled again`, waitS)
}

async function until(
  ask: () => Promise<string[]>,
  holds: (names: string[]) => boolean,
  what: string,
  waitS: number,
): Promise<string[]> {
  for (let tries = (waitS * 1000) / ASK_EVERY_MS; tries > 0; tries--) {
    const names = await ask()
    if (holds(names)) return names
    await wait(ASK_EVERY_MS)
  }
  throw new Error(
    `it does not come to be that ${what} within ${waitS} s; see Pinot's logs, and run apply again`,
  )
}
