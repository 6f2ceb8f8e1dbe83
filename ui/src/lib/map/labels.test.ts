import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DotsLayer } from './dots/dots-layer.ts'
import { type Label, Labels } from './labels.ts'

/** As much of an element as a label needs; what it is asked for is counted, since it is a layout of the page. */
class FakeElement {
  static measured = 0
  static moved = 0
  readonly children: FakeElement[] = []
  readonly #classes = new Set<string>()
  textContent = ''
  hidden = false
  style = {
    setProperty: () => {},
    set transform(_: string) {
      FakeElement.moved++
    },
  }
  classList = {
    add: (name: string) => this.#classes.add(name),
    remove: (name: string) => this.#classes.delete(name),
    toggle: (name: string, on: boolean) => (on ? this.#classes.add(name) : this.#classes.delete(name)),
  }
  className = ''

  get offsetWidth(): number {
    FakeElement.measured++
    const text = this.children.map((child) => child.textContent)
    return (this.#classes.has('short') ? text[0]! : text.join('')).length * 10
  }

  get offsetHeight(): number {
    return 18
  }

  appendChild(child: FakeElement): FakeElement {
    this.children.push(child)
    return child
  }

  replaceChildren(): void {
    this.children.length = 0
  }

  remove(): void {}
}

const first = (...names: string[]): Label[] =>
  names.map((text, i) => ({ id: text.length, text, colour: 0, letter: String(i + 1) }))

describe('the names on the map', () => {
  afterEach(() => vi.unstubAllGlobals())

  function named(x = () => 200) {
    vi.stubGlobal('document', { createElement: () => new FakeElement() })
    FakeElement.measured = 0
    FakeElement.moved = 0
    const layer = { onScreen: () => [x(), 200], isOnCourse: true } as unknown as DotsLayer
    return new Labels(layer, new FakeElement() as unknown as HTMLElement)
  }

  it('are measured once, however often the first of a race change places', () => {
    const labels = named()
    labels.set(first('Ann', 'Bert'))
    expect(FakeElement.measured).toBe(4)
    for (let second = 0; second < 10; second++) {
      labels.set(first('Bert', 'Ann'))
      labels.set(first('Ann', 'Bert'))
    }
    expect(FakeElement.measured).toBe(4)
    labels.set(first('Ann', 'Clara'))
    expect(FakeElement.measured).toBe(6)
  })

  it('are measured anew when the screen has another size', () => {
    const labels = named()
    labels.set(first('Ann', 'Bert'))
    labels.measureAgain()
    expect(FakeElement.measured).toBe(8)
  })

  it('stay where they are while that is less than half a pixel from where they belong', () => {
    let x = 200
    const labels = named(() => x)
    const movedAt = (at: number) => {
      x = at
      const before = FakeElement.moved
      labels.draw(0, { left: 0, top: 0, right: 900, bottom: 400 }, none, none)
      return FakeElement.moved - before
    }
    labels.set(first('Ann', 'Bertram'))
    const shown = movedAt(200)
    expect(shown).toBeGreaterThan(0)
    expect([200.2, 200.4, 200.6, 200.8, 201.2, 201.0].map(movedAt)).toEqual([0, 0, shown, 0, shown, 0])
  })
})

const none = () => []
