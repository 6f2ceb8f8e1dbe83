import type { RosterEntry } from '@racecast/gateway/protocol'

type Named = Pick<RosterEntry, 'bib' | 'name'>

const foldedNames = new WeakMap<Named, string>()

/** Letters without their signs, in lower case: who looks for "Emile" finds Émile, "oyvind" finds Øyvind. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øœæßłđðþı]/g, (letter) => plain[letter]!)
}

/** What Unicode does not take apart. */
const plain: Record<string, string> = {
  ø: 'o',
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** A test for entries: the bib begins with what is wanted, or each word of it is in the name. All for nothing wanted. */
export function matching(wanted: string): (entry: Named) => boolean {
  const needle = folded(wanted.trim())
  if (needle === '') return () => true
  const words = needle.split(/\s+/)
  return (entry) => {
    if (entry.bib.toLowerCase().startsWith(needle)) return true
    let name = foldedNames.get(entry)
    if (name === undefined) {
      name = folded(entry.name)
      foldedNames.set(entry, name)
    }
    return words.every((word) => name.includes(word))
  }
}

/** The best few: that very bib, then bibs that begin with it, then names, each in the order given. */
export function bestMatches<T extends Named>(entries: Iterable<T>, wanted: string, most: number): T[] {
  const needle = folded(wanted.trim())
  if (needle === '') return []
  const matches = matching(wanted)
  const ranks: T[][] = [[], [], []]
  for (const entry of entries) {
    if (!matches(entry)) continue
    const bib = entry.bib.toLowerCase()
    ranks[bib === needle ? 0 : bib.startsWith(needle) ? 1 : 2]!.push(entry)
  }
  return ranks.flat().slice(0, most)
}
