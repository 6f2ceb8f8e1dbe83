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
 * middle of its work does not go on with it when another has taken over; it rejects with LeaseLost then.
 */
export function sinkHeldIn(term: number, sink: EventSink, lease: ProducerLease): EventSink {
  const held =
    <A, T>(send: (argument: A) => Promise<T>) =>
    async (argument: A) => {
      if (!isHeldIn(lease.state(), term)) throw new LeaseLost('the lease of the sink is lost')
      return send(argument)
    }
  return {
    ...sink,
    putRace: held(sink.putRace),
    putEntries: held(sink.putEntries),
    putFixes: held(sink.putFixes),
    forget: held(sink.forget),
  }
}
