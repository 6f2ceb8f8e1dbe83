import type { Frame } from '../bus/bus.ts'
import type { Snapshot } from '../protocol/index.ts'
import type { TraceOptions } from '../protocol/testing/trace.ts'
import { warmTrace } from './warm-trace.ts'

/** A stretch of the seeded trace as the bus would carry it: how it begins, and each second of it. */
export interface Recording {
  snapshot: Snapshot
  frames: Frame[]
}

/** The same options make the same bytes, in whatever process. */
export function record(options: TraceOptions, seconds: number): Recording {
  const source = warmTrace(options)
  const snapshot = source.state.snapshot('epoch')
  const { runId } = snapshot.race
  const frames = Array.from({ length: seconds }, () => {
    const delta = source.tick()
    return { runId, delta, json: Buffer.from(JSON.stringify(delta)) }
  })
  return { snapshot, frames }
}
