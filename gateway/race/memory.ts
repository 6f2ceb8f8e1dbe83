import type { Entities } from '../protocol/index.ts'
import { type Passages, passagesText, readPassages } from './passages.ts'
import type { Anchor } from './standstill.ts'

/** Raised when the fold's arithmetic changes, so that no race is half folded by one and half by the other. */
const version = 1

/** What the fold has to remember beyond the state that viewers see. */
export interface Memory {
  /** The hash of the course that the crossings were worked out on. */
  ground: string
  /** When the newest fix that was folded was measured, epoch ms. */
  newest: number | null
  /** `updatedAt` of the race record that was folded last. */
  recordAt: number
  /** How many of the race's statuses are in the log, and where the gaps that are began, epoch ms. */
  statuses: number
  gaps: readonly number[]
  /** The number of the log entry of each finish that only a position speaks for, by competitor. */
  provisional: ReadonlyMap<number, number>
  /**
   * The number of the log entry of each finish that race control has taken back, by competitor; null once its correction is
   * in the log.
   */
  takenBack: ReadonlyMap<number, number | null>
  /** By competitor. */
  anchors: ReadonlyMap<number, Anchor>
  /** Null where nobody is ever taken out of the race, as in a recording. */
  passages: Passages | null
}

export function newMemory(ground: string, passages: Passages | null = null): Memory {
  const nothing = { newest: null, recordAt: -1, statuses: 0, gaps: [] }
  const nobody = { provisional: new Map(), takenBack: new Map(), anchors: new Map() }
  return { ground, ...nothing, ...nobody, passages }
}

/** As text for a checkpoint: anchors relative to the position of the state beside it, in the order of its slots. */
export function memoryText(memory: Memory, entities: Entities): string {
  const anchors: number[] = []
  entities.ids.forEach((id, slot) => {
    const [cm, t] = memory.anchors.get(id) ?? [0, 0]
    anchors.push(entities.cm[slot]! - cm, entities.t[slot]! - t)
  })
  const passages = memory.passages && passagesText(memory.passages)
  const { provisional, takenBack } = memory
  const lists = { provisional: [...provisional], takenBack: [...takenBack] }
  return JSON.stringify({ version, ...memory, ...lists, anchors, passages })
}

/** Reads what `memoryText` wrote beside the same state; null if another version of the fold wrote it. */
export function readMemory(text: string, entities: Entities): Memory | null {
  const {
    version: written,
    provisional,
    takenBack,
    anchors: packed,
    passages: cells,
    ...rest
  } = JSON.parse(text)
  if (written !== version || packed.length !== 2 * entities.size) return null
  const anchors = new Map<number, Anchor>()
  entities.ids.forEach((id, slot) => {
    anchors.set(id, [entities.cm[slot]! - packed[2 * slot], entities.t[slot]! - packed[2 * slot + 1]])
  })
  // One that was written before anybody was remembered has none.
  const passages = typeof cells === 'string' ? readPassages(cells) : null
  return { ...rest, provisional: new Map(provisional), takenBack: new Map(takenBack), anchors, passages }
}
