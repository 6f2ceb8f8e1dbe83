/** `value` to so many decimals, without the tail that binary fractions have. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor
}

/** ms as seconds to a tenth. */
export function seconds(ms: number): number {
  return round(ms / 1000, 1)
}
