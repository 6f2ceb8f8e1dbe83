import type { Checkpoint } from '../bus/bus.ts'
import { RaceState } from '../protocol/index.ts'
import type { Ground } from '../race/marks.ts'
import { type Memory, readMemory } from '../race/memory.ts'

/** A race in the middle of being folded. */
export interface Live {
  state: RaceState
  memory: Memory
}

/** The state at the end of a checkpoint, or null if that is not what it says. Throws where its deltas do not lead there. */
function stateOf({ keyframe, deltas }: Checkpoint): RaceState | null {
  const state = new RaceState(keyframe)
  for (const delta of deltas) state.apply(delta)
  return state.entities.hash === (deltas.at(-1) ?? keyframe).hash ? state : null
}

/**
 * Goes on from a checkpoint, or says why that cannot be: it is damaged, another version of the fold wrote it, or
 * the course has changed since.
 */
export function resume(checkpoint: Checkpoint, ground: Ground): Live | string {
  try {
    return liveOf(checkpoint, ground)
  } catch (error) {
    // Its texts are of one version, or damaged: whatever is wrong, the store has all that is needed.
    return `its checkpoint cannot be read: ${(error as Error).message}`
  }
}

function liveOf(checkpoint: Checkpoint, ground: Ground): Live | string {
  const state = stateOf(checkpoint)
  if (!state) return 'its checkpoint is damaged'
  const memory = readMemory(checkpoint.memory, state.entities)
  if (!memory) return 'another version of the gateway wrote its checkpoint'
  if (memory.ground !== ground.line.course.hash) return 'its course has changed'
  return { state, memory }
}
