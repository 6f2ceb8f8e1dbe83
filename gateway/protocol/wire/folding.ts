/** A whole number with a sign as one without: 2n for n >= 0, -2n - 1 for n < 0. SPEC B-4. */
export function folded(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

/** The inverse of `folded`. */
export function unfolded(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
