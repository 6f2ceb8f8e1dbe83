import type { Viewer } from './viewer.ts'

/** The viewers of one lane: those who hold what all in step hold, to whom a step is written without a further look, and others. */
export class Ranks {
  readonly level = new Set<Viewer>()
  readonly apart = new Set<Viewer>()

  get size(): number {
    return this.level.size + this.apart.size
  }

  put(viewer: Viewer, isLevel: boolean): void {
    const [to, from] = isLevel ? [this.level, this.apart] : [this.apart, this.level]
    from.delete(viewer)
    to.add(viewer)
  }

  leave(viewer: Viewer): void {
    this.level.delete(viewer)
    this.apart.delete(viewer)
  }

  /** What all in step hold is another thing now: each has to be brought there. */
  dissolve(): void {
    for (const viewer of this.level) this.apart.add(viewer)
    this.level.clear()
  }

  *all(): Generator<Viewer> {
    yield* this.level
    yield* this.apart
  }
}
