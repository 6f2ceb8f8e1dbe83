import type { Frame } from '../bus/bus.ts'
import type { Snapshot } from '../protocol/index.ts'
import { type TraceOptions, trace } from '../protocol/testing/trace.ts'

/** A minute into the trace everybody moves. */
const warmUpS = 60

/** A stretch of the seeded trace as the bus would carry it: how it begins, and each second of it. */
export interface Recording {
  snapshot: Snapshot
  frames: Frame[]
}

/** The same options make the same bytes, in whatever process. */
export function record(options: TraceOptions, seconds: number): Recording {
  const source = trace(options)
  for (let i = 0; i < warmUpS; i++) source.tick()
  const snapshot = source.state.snapshot('epoch')
  const { runId } = snapshot.race
  const frames = Array.from({ length: seconds }, () => {
    const delta = source.tick()
    return { runId, delta, json: Buffer.from(JSON.stringify(delta)) }
  })
  return { snapshot, frames }
}
