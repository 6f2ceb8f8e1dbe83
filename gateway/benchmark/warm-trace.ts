import { type TraceOptions, trace } from '../protocol/testing/trace.ts'

/** A minute into the trace everybody moves. */
const warmUpS = 60

/** The seeded trace from when everybody moves on. */
export function warmTrace(options: TraceOptions) {
  const source = trace(options)
  for (let i = 0; i < warmUpS; i++) source.tick()
  return source
}
