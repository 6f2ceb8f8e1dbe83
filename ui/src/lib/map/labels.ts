import '../../styles/dot-labels.css'
import type { DotsLayer } from './dots/dots-layer.ts'
import { type Box, cornerAt, type LabelPlace, type LabelRequest, placeLabels } from './label-places.ts'

/** A name at a dot: of the followed, with their letter, and of the first few. The first in the list goes first. */
export interface Label {
  id: number
  text: string
  /** 1..6 for the followed, 0 for the others. */
  colour: number
  letter: string
}

interface Shown {
  element: HTMLElement
  key: string
  isMine: boolean
  width: number
  shortWidth: number
  height: number
}

/** Sides are chosen anew this often, ms: in between a label only moves with its dot. */
const replaceEveryMs = 500

/** Names as HTML above the map: crisp, in every script, and read out by nobody twice (they are in the board). */
export class Labels {
  readonly #layer: DotsLayer
  readonly #parent: HTMLElement
  readonly #shown = new Map<number, Shown>()
  #labels: readonly Label[] = []
  #places = new Map<number, LabelPlace>()
  #placedAt = Number.NEGATIVE_INFINITY

  constructor(layer: DotsLayer, parent: HTMLElement) {
    this.#layer = layer
    this.#parent = parent
  }

  set(labels: readonly Label[]): void {
    this.#labels = labels
    const wanted = new Set(labels.map((label) => label.id))
    for (const [id, { element }] of this.#shown) {
      if (wanted.has(id)) continue
      element.remove()
      this.#shown.delete(id)
    }
    this.#measure(labels.flatMap((label) => this.#write(label) ?? []))
    this.#placedAt = Number.NEGATIVE_INFINITY
  }

  /**
   * Moves the labels to their dots: once a painted frame. `nowMs` is any steady clock, `free` what no panel
   * covers, `blocked` what else must stay to be seen, `covered` where nothing is seen.
   */
  draw(nowMs: number, free: Box, blocked: () => Box[], covered: () => Box[]): void {
    if (this.#shown.size === 0) return
    const requests: LabelRequest[] = []
    for (const { id } of this.#labels) {
      // No name without a dot.
      const place = this.#layer.isOnCourse ? this.#layer.onScreen(id) : null
      const shown = this.#shown.get(id)
      if (place && shown) {
        const { width, shortWidth, height, isMine } = shown
        requests.push({ id, x: place[0], y: place[1], width, shortWidth, height, isMine })
      }
    }
    if (nowMs - this.#placedAt >= replaceEveryMs) {
      this.#places = placeLabels(requests, this.#places, free, blocked(), covered())
      this.#placedAt = nowMs
    }
    const seen = new Set<number>()
    for (const request of requests) {
      const place = this.#places.get(request.id)
      if (!place) continue
      seen.add(request.id)
      const { element } = this.#shown.get(request.id)!
      const [left, top] = cornerAt(request, place)
      element.classList.toggle('short', place.isShort)
      element.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`
    }
    for (const [id, { element }] of this.#shown) {
      if (element.hidden === seen.has(id)) element.hidden = !seen.has(id)
    }
  }

  /** Gives a label its text and look; null where it has them already. */
  #write(label: Label): Shown | null {
    const key = `${label.colour} ${label.letter} ${label.text}`
    const before = this.#shown.get(label.id)
    if (before?.key === key) return null
    const element = before?.element ?? this.#parent.appendChild(document.createElement('div'))
    element.className = label.colour > 0 ? 'dot-label followed' : 'dot-label'
    element.style.setProperty('--who', label.colour > 0 ? `var(--follow-${label.colour - 1})` : 'var(--ink)')
    element.replaceChildren()
    if (label.letter) element.appendChild(document.createElement('b')).textContent = label.letter
    const name = element.appendChild(document.createElement('span'))
    // By its own direction, so that it is its end that is cut off.
    name.dir = 'auto'
    name.textContent = label.text
    element.hidden = false
    const shown = { element, key, isMine: label.colour > 0, width: 0, shortWidth: 0, height: 0 }
    this.#shown.set(label.id, shown)
    return shown
  }

  /** All together, in full and short: to measure each in turn would be two layouts of the page for each. */
  #measure(written: readonly Shown[]): void {
    for (const shown of written) {
      shown.width = shown.element.offsetWidth
      shown.height = shown.element.offsetHeight
    }
    for (const { element } of written) element.classList.add('short')
    for (const shown of written) shown.shortWidth = shown.element.offsetWidth
    for (const { element } of written) element.classList.remove('short')
  }
}
