/** How many competitors can be followed: as many as there are colours that can be told apart. */
export const mostFollowed = 6

/** Bibs by colour; null where a colour is free. Colours stay with their competitor when another one goes. */
export type FollowList = readonly (string | null)[]

/** The letter of a colour: what is told apart where colours are not. */
export function letterOf(colour: number): string {
  return 'ABCDEF'[colour] ?? ''
}

/** `?follow=57,F12`. An empty place keeps a colour free; what is too much or twice is left out. */
export function parseFollow(parameter: string | null): FollowList {
  const seen = new Set<string>()
  const list: (string | null)[] = []
  for (const raw of (parameter ?? '').split(',')) {
    if (list.length === mostFollowed) break
    const bib = raw.trim()
    if (seen.has(bib)) continue
    if (bib) seen.add(bib)
    list.push(bib || null)
  }
  return trimmed(list)
}

export function followParameter(list: FollowList): string | null {
  const text = trimmed(list)
    .map((bib) => bib ?? '')
    .join(',')
  return text || null
}

/** Follows `bib`, or no longer; null when all colours are taken. */
export function toggled(list: FollowList, bib: string): FollowList | null {
  const at = list.indexOf(bib)
  if (at >= 0) return trimmed(list.map((other, i) => (i === at ? null : other)))
  const free = list.indexOf(null)
  if (free >= 0) return list.map((other, i) => (i === free ? bib : other))
  return list.length < mostFollowed ? [...list, bib] : null
}

function trimmed(list: FollowList): FollowList {
  const end = list.findLastIndex((bib) => bib !== null)
  return list.slice(0, end + 1)
}
