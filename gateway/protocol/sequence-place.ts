/** A place in a race's sequence: what somebody holds, has served or has published. */
export interface SequencePlace {
  readonly epoch: number
  readonly seq: number
}

/** Whether `a` comes before `b`. */
export function isBefore(a: SequencePlace, b: SequencePlace): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.seq < b.seq)
}
