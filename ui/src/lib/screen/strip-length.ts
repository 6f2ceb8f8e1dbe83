const lengths = [10, 20, 50, 100, 200, 500] as const

/** How much road to draw so that a gap of `apartM` metres has room and is still seen: a round length, m. */
export function stripLengthM(apartM: number): number {
  return lengths.find((length) => length >= apartM * 1.15) ?? Math.ceil((apartM * 1.15) / 500) * 500
}
