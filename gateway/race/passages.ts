/** Of so many who are placed it is remembered that they were the first in a cell, and of all who were there before them. */
const keptOfCell = 3

/** Who was first in a cell of the front, and when, net of waves: the earliest first, at one time the lower id. */
export class CellPassages {
  readonly passages: readonly (readonly [id: number, t: number])[]
  /** Whether others were there later, who are not remembered. */
  readonly isCut: boolean
  #text: string | null = null

  constructor(passages: CellPassages['passages'], isCut: boolean) {
    this.passages = passages
    this.isCut = isCut
  }

  /** With one more passage; itself where that is not among the first. */
  with(id: number, t: number, isPlaced: (id: number) => boolean): CellPassages {
    const { passages } = this
    const last = passages.at(-1)
    const isAfter = last === undefined || t > last[1] || (t === last[1] && id > last[0])
    if (isAfter && this.isCut) return this
    const place = isAfter
      ? passages.length
      : passages.findIndex(([who, at]) => at > t || (at === t && who > id))
    const all = passages.toSpliced(place, 0, [id, t])
    let placed = 0
    const end = all.findIndex(([who]) => isPlaced(who) && ++placed === keptOfCell) + 1
    const isCut = this.isCut || (end > 0 && end < all.length)
    return new CellPassages(end > 0 ? all.slice(0, end) : all, isCut)
  }

  /** When the first one of those who are placed was there; null where nobody was, or nobody is remembered. */
  first(isPlaced: (id: number) => boolean): number | null {
    return this.passages.find(([id]) => isPlaced(id))?.[1] ?? null
  }

  /** As text, times by their differences: a marathon has thousands of cells, and each frame's checkpoint has them all. */
  get text(): string {
    if (this.#text !== null) return this.#text
    let before = 0
    const parts = this.passages.map(([id, t]) => {
      const part = `${id.toString(radix)}.${(t - before).toString(radix)}`
      before = t
      return part
    })
    this.#text = `${parts.join(',')}${this.isCut ? '!' : ''}`
    return this.#text
  }

  static read(text: string): CellPassages {
    const isCut = text.endsWith('!')
    let before = 0
    const passages = (isCut ? text.slice(0, -1) : text).split(',').map((part) => {
      const [id, t] = part.split('.') as [string, string]
      before += Number.parseInt(t, radix)
      return [Number.parseInt(id, radix), before] as const
    })
    return new CellPassages(passages, isCut)
  }
}

const radix = 36

/**
 * Who passed each 10 m of the course first, so that the front is known, too, when somebody is taken out of the race, and
 * when they are put back.
 */
export interface Passages {
  cells: readonly (CellPassages | undefined)[]
  /** Whose passages are not among them: they were out when the race was worked out from its history. */
  without: ReadonlySet<number>
}

export function newPassages(without: Iterable<number> = []): Passages {
  return { cells: [], without: new Set(without) }
}

export function passagesText({ cells, without }: Passages): string {
  return `${[...without].join(',')}|${Array.from(cells, (cell) => cell?.text ?? '').join(';')}`
}

/** Reads what `passagesText` wrote. */
export function readPassages(text: string): Passages {
  const [without, cells] = text.split('|') as [string, string]
  return {
    cells:
      cells === '' ? [] : cells.split(';').map((cell) => (cell === '' ? undefined : CellPassages.read(cell))),
    without: new Set(without === '' ? [] : without.split(',').map(Number)),
  }
}
