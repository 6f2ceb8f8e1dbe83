import type { PositionStore } from '../ports/index.ts'
import type { PinotAddress } from './address.ts'
import { latestAt } from './latest-at.ts'
import { createQueries } from './queries.ts'
import { createAsk } from './query.ts'

/**
 * Reads Pinot's tables through a broker. Rows become visible some tens of milliseconds after they were
 * acknowledged to the sink, the partitions of one call one after the other. `unreadable` is told of what some producer has
 * sent as the record of a race and is none.
 */
export function openPinotStore(address: PinotAddress, unreadable?: (error: Error) => void): PositionStore {
  const { ask, ping, close } = createAsk(address)
  const queries = createQueries(ask, address.names, unreadable)
  return {
    races: queries.races,
    entries: queries.entries,
    latest: (runId, at) => (at === undefined ? queries.current(runId) : latestAt(queries, runId, at)),
    history: queries.history,
    extent: queries.extent,
    /** Pinot tells nobody of new rows: it has to be asked. */
    onChange: () => null,
    ping,
    close,
  }
}
