import { afterAll, beforeAll, describe } from 'vitest'
import type { Adapters } from './adapters.ts'
import { describeFixes } from './fixes.ts'
import { describeHistory } from './history.ts'
import { describeLeases } from './leases.ts'
import { describeProcesses } from './processes.ts'
import { describeRecords } from './records.ts'

export type { Adapters } from './adapters.ts'
export { entryRecord, fixRow, GUN, raceRecord } from './rows.ts'

/**
 * What every pair of EventSink and PositionStore promises (see ../ports). `factory` gives adapters on an empty
 * or a used place: every test makes races of its own, and waits until what it has put can be seen.
 */
export function describeEventSinkAndStore(name: string, factory: () => Promise<Adapters>): void {
  describe(`${name}, as event sink and position store`, () => {
    const adapters = {} as Adapters
    beforeAll(async () => {
      Object.assign(adapters, await factory())
    })
    afterAll(async () => {
      await adapters.sink.close()
      await adapters.store.close()
    })

    describeRecords(adapters)
    describeFixes(adapters)
    describeHistory(adapters)
    describeProcesses(adapters)
    describeLeases(adapters)
  })
}
