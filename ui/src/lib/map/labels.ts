import '../../styles/dot-labels.css'
import type { DotsLayer } from './dots/dots-layer.ts'
import {
  type Box,
  cornerAt,
  isNear,
  type LabelPlace,
  type LabelRequest,
  leadFrom,
  placeLabels,
} from './label-places.ts'

/** A name at a dot: of the followed, with their letter, and of the first few. The first in the list goes first. */
export interface Label {
  id: number
  text: string
  /** 1..6 for the followed, 0 for the others. */
  colour: number
  letter: string
}

/** How much room a label takes, in full and as its letter alone, px. */
interface Size {
  width: number
  shortWidth: number
  height: number
}

interface Shown {
  element: HTMLElement
  key: string
  /** What it has in common with every label of its size. */
  sizeKey: string
  isMine: boolean
  size: Size
  /** Where it was put, px from the map's corner. */
  left: number
  top: number
  /** Of the line to its dot that it was given last. */
  leadKey?: string
}

/** The line from a label that stands rows away to its dot, for its style. */
interface Lead {
  key: string
  style: [name: string, value: string][]
}

/** Sides are chosen anew this often, ms: in between a label only moves with its dot. */
const replaceEveryMs = 500
/** Labels stay as long as each is nearer than this to where it belongs, px: most frames of a whole course move none of them. */
const stepPx = 0.5
/** So many sizes are remembered: the front of a race is made of the same few, in every order. */
const mostSizes = 500

/** Names as HTML above the map: crisp, in every script, and read out by nobody twice (they are in the board). */
export class Labels {
  readonly #layer: DotsLayer
  readonly #parent: HTMLElement
  readonly #shown = new Map<number, Shown>()
  /** By what is written: to measure is a layout of the whole page, every time that two of the first change places. */
  readonly #sizes = new Map<string, Size>()
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
    for (const label of labels) this.#write(label)
    this.#measure()
    this.#placedAt = Number.NEGATIVE_INFINITY
  }

  /** The screen has another size, and type may be another: what was measured counts no more. */
  measureAgain(): void {
    this.#sizes.clear()
    this.set(this.#labels)
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
        requests.push({ id, x: place[0], y: place[1], ...shown.size, isMine: shown.isMine })
      }
    }
    if (nowMs - this.#placedAt >= replaceEveryMs) {
      this.#places = placeLabels(requests, this.#places, free, blocked(), covered())
      this.#placedAt = nowMs
    }
    const seen = new Set<number>()
    const moves: { shown: Shown; left: number; top: number; isShort: boolean; lead: Lead | null }[] = []
    for (const request of requests) {
      const place = this.#places.get(request.id)
      if (!place) continue
      seen.add(request.id)
      const [left, top] = cornerAt(request, place)
      const lead = isNear(place) ? null : leadOf(request, place)
      moves.push({ shown: this.#shown.get(request.id)!, left, top, isShort: place.isShort, lead })
    }
    // Together, since one that moves costs the page a frame's work, and ten cost hardly more.
    if (
      moves.some(
        ({ shown, left, top }) =>
          !(Math.max(Math.abs(left - shown.left), Math.abs(top - shown.top)) < stepPx),
      )
    ) {
      for (const { shown, left, top } of moves) {
        shown.element.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`
        Object.assign(shown, { left, top })
      }
    }
    for (const { shown, isShort, lead } of moves) {
      shown.element.classList.toggle('short', isShort)
      shown.element.classList.toggle('far', lead !== null)
      if (lead === null || lead.key === shown.leadKey) continue
      shown.leadKey = lead.key
      for (const [name, value] of lead.style) shown.element.style.setProperty(name, value)
    }
    for (const [id, { element }] of this.#shown) {
      if (element.hidden === seen.has(id)) element.hidden = !seen.has(id)
    }
  }

  /** Gives a label its text and look, where it has not got them already. */
  #write(label: Label): void {
    const key = `${label.colour} ${label.letter} ${label.text}`
    const before = this.#shown.get(label.id)
    if (before?.key === key) return
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
    const isMine = label.colour > 0
    // Figures are as wide as each other.
    const sizeKey = `${isMine} ${label.letter} ${label.text}`.replace(/\d/g, '0')
    const { left, top } = before ?? { left: Number.NaN, top: Number.NaN }
    this.#shown.set(label.id, { element, key, sizeKey, isMine, size: noSize, left, top })
  }

  /** Whose size is not known: all together, in full and short, since to measure each in turn would be two layouts for each. */
  #measure(): void {
    const unknown = new Map<string, HTMLElement>()
    for (const { sizeKey, element } of this.#shown.values()) {
      if (!this.#sizes.has(sizeKey)) unknown.set(sizeKey, element)
    }
    for (const element of unknown.values()) element.classList.remove('short')
    for (const [key, { offsetWidth: width, offsetHeight: height }] of unknown) {
      // Nothing is as wide as that: the map is not shown just now.
      if (width === 0) unknown.delete(key)
      else this.#sizes.set(key, { width, height, shortWidth: width })
    }
    for (const element of unknown.values()) element.classList.add('short')
    for (const [key, { offsetWidth }] of unknown) this.#sizes.get(key)!.shortWidth = offsetWidth
    for (const element of unknown.values()) element.classList.remove('short')
    for (const shown of this.#shown.values()) shown.size = this.#sizes.get(shown.sizeKey) ?? noSize
    if (this.#sizes.size > mostSizes) this.#sizes.clear()
  }
}

/** Within its row it is as long and lies as steep wherever the dot goes. */
function leadOf(request: LabelRequest, place: LabelPlace): Lead {
  const { from, length, angle } = leadFrom(request, place)
  return {
    key: `${from} ${length} ${angle}`,
    style: [
      ['--lead-from', `${from}px`],
      ['--lead-length', `${length}px`],
      ['--lead-angle', `${angle}rad`],
    ],
  }
}

const noSize: Size = { width: 0, shortWidth: 0, height: 0 }
