/** Uniform numbers, 0 <= x < 1. */
export type Random = () => number

/** What a stream of random numbers is for; each has its own, so that one option never changes another's draws. */
export const Stream = {
  pace: 1,
  rhythm: 2,
  stops: 3,
  dropouts: 4,
  wanders: 5,
  retirements: 6,
  noise: 7,
  names: 8,
} as const

/** The finaliser of MurmurHash3, after mixing `value` in. */
function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** mulberry32 (Tommy Ettinger, public domain) on a hash of where the numbers are for. */
export function randomOf(seed: number, stream: number, index = 0): Random {
  let state = mix(mix(mix(0x52414345, seed), stream), index)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const between = (random: Random, low: number, high: number): number => low + random() * (high - low)
export const integerBetween = (random: Random, low: number, high: number): number =>
  Math.min(high, Math.floor(between(random, low, high + 1)))
export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!

/** 0..n-1 in a random order. */
export function shuffled(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}
