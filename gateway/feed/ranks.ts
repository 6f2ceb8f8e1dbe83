import type { ViewerSocket } from './viewer-socket.ts'

/**
 * The viewers of one lane. Those who hold what all in step hold stand in one row, side by side with their sockets: a thousand
 * that are written to one after another are in no cache, and each object that has not to be touched is time.
 */
export class Ranks<Viewer extends { readonly socket: ViewerSocket }> {
  /** Who is not level with the others. */
  readonly apart = new Set<Viewer>()
  readonly #level: Viewer[] = []
  readonly #sockets: ViewerSocket[] = []
  /** Where in the row each stands. */
  readonly #places = new Map<Viewer, number>()

  get size(): number {
    return this.#level.length + this.apart.size
  }

  get level(): readonly Viewer[] {
    return this.#level
  }

  put(viewer: Viewer, isLevel: boolean): void {
    if (!isLevel) {
      this.#leaveRow(viewer)
      this.apart.add(viewer)
    } else if (!this.#places.has(viewer)) {
      this.apart.delete(viewer)
      this.#places.set(viewer, this.#level.push(viewer) - 1)
      this.#sockets.push(viewer.socket)
    }
  }

  leave(viewer: Viewer): void {
    this.#leaveRow(viewer)
    this.apart.delete(viewer)
  }

  /** What all in step hold is another thing now: each has to be brought there. */
  dissolve(): void {
    for (const viewer of this.#level) this.apart.add(viewer)
    this.#level.length = 0
    this.#sockets.length = 0
    this.#places.clear()
  }

  /** Writes the same to all who are level; tells of each with whom something was left waiting. */
  write(frames: Buffer, onFilled: (viewer: Viewer) => void): void {
    for (let i = 0; i < this.#sockets.length; i++)
      if (!this.#sockets[i]!.write(frames)) onFilled(this.#level[i]!)
  }

  *all(): Generator<Viewer> {
    yield* this.#level
    yield* this.apart
  }

  /** The last one steps into the gap. */
  #leaveRow(viewer: Viewer): void {
    const place = this.#places.get(viewer)
    if (place === undefined) return
    this.#places.delete(viewer)
    const last = this.#level.pop()!
    this.#sockets.pop()
    if (last === viewer) return
    this.#level[place] = last
    this.#sockets[place] = last.socket
    this.#places.set(last, place)
  }
}
