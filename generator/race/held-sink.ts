import { type EventSink, type LeaseState, type ProducerLease, SinkUnavailable } from '@racecast/pinot/ports'

/** Nothing may be sent any more under this term of the lease: another producer may have changed everything since. */
export class LeaseLost extends SinkUnavailable {
  override readonly name: string = 'LeaseLost'
}

/** Whether the lease is held in this very term. */
export const isHeldIn = (state: LeaseState, term: number): boolean =>
  state.name === 'held' && state.term === term

/**
 * The sink as it may be used in one term of the lease. Each send looks first, so that a process that was stopped in the
 * middle of its work does not go on with it when another has taken over; a put rejects with LeaseLost then.
 */
export function sinkHeldIn(term: number, sink: EventSink, lease: ProducerLease): EventSink {
  const put =
    <A>(send: (argument: A) => Promise<void>) =>
    async (argument: A) => {
      if (!isHeldIn(lease.state(), term)) throw new LeaseLost('the lease of the sink is lost')
      await send(argument)
    }
  return {
    ...sink,
    putRace: put(sink.putRace),
    putEntries: put(sink.putEntries),
    putFixes: put(sink.putFixes),
  }
}
