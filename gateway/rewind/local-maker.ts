import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isDeleted, type RaceRecord } from '@racecast/pinot/events'
import type { PositionStore } from '@racecast/pinot/ports'
import type { Clock } from '../clock.ts'
import { QueryBudget } from '../poll/query-budget.ts'
import { RaceReader } from '../poll/race-reader.ts'
import type { Made, Maker, Order } from './maker.ts'
import { RaceFolder } from './race-folder.ts'
import { RaceRecorder } from './race-recorder.ts'
import { rewindEpochOf } from './rewind-epoch.ts'
import { tidy } from './tidy.ts'

/** Queries that the recording of a race may make in a second: together with the poll's it stays within a race's five. */
const queriesPerSecond = 3

/** Makes chunks in this thread. `root` is the folder of all recordings. */
export function createMaker(root: string, store: PositionStore, clock: Clock): Maker {
  const recorders = new Map<string, RaceRecorder>()

  function recorderOf(race: RaceRecord, order: Order): RaceRecorder {
    const held = recorders.get(race.runId)
    if (held?.epoch === rewindEpochOf(race, order.course.hash)) return held
    const reader = new RaceReader(race.runId, store, clock, new QueryBudget(queriesPerSecond))
    const recorder = new RaceRecorder(root, race, order, reader)
    recorders.set(race.runId, recorder)
    return recorder
  }

  return {
    async make(order: Order): Promise<Made | null> {
      const race = (await store.races()).find(({ runId }) => runId === order.runId)
      if (!race || isDeleted(race)) return null
      try {
        const made = await recorderOf(race, order).make(race, order)
        // Of what is complete nothing has to be remembered.
        if (made.kept.completeFor !== null) recorders.delete(race.runId)
        return made
      } catch (error) {
        recorders.delete(race.runId)
        throw error
      }
    },
    async distrust({ runId, epoch }) {
      recorders.delete(runId)
      new RaceFolder(root, runId, epoch).distrust()
    },
    async forget({ runId }) {
      recorders.delete(runId)
      rmSync(join(root, runId), { recursive: true, force: true })
    },
    tidy: async (allowance) => tidy(root, recorders, allowance),
    close: () => store.close(),
  }
}
