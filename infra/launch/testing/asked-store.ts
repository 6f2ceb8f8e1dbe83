import { setTimeout as pause } from 'node:timers/promises'
import { openStore } from '@racecast/pinot/adapters'

/** Often enough to see a server that still catches up, seldom enough to leave it the machine, ms. */
const askEveryMs = 10

/**
 * Asks a store for the newest fix of everybody in a race again and again until `work` has ended, and once more after that.
 * Resolves to each answer that was older than one before it.
 */
export async function stepsBack(
  storeUrl: string,
  runId: string,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const store = openStore(storeUrl)
  const newest = new Map<number, number>()
  const back: string[] = []
  let done = false
  const working = work().finally(() => {
    done = true
  })
  try {
    for (let isLast = false; !isLast; ) {
      isLast = done
      // What is refused says nothing.
      for (const { competitorId, raceTimeMs } of await store.latest(runId).catch(() => [])) {
        const before = newest.get(competitorId) ?? 0
        if (raceTimeMs < before) back.push(`competitor ${competitorId} from ${before} to ${raceTimeMs} ms`)
        newest.set(competitorId, Math.max(before, raceTimeMs))
      }
      await pause(askEveryMs)
    }
  } finally {
    await working
    await store.close()
  }
  return back
}
