/** The middle of a distribution, and the shortest interval that holds a share of it. */
export interface Band {
  middle: number
  from: number
  to: number
}

/** Two normal distributions: the first, and with `share` of all cases the first and something more. */
export interface Mixture {
  mean: number
  sd: number
  /** How often there is more, 0..1. */
  share: number
  /** How much more there is then, by mean and standard deviation. */
  moreMean: number
  moreSd: number
}

/** Below this share of cases with more they are all left outside of the band, which is a normal one, and wider. */
const rareShare = 0.12
/** In how many steps the shortest interval is looked for, and how often a quantile is halved in. */
const steps = 10
const halvings = 24

/** The band of `mixture` that holds `held` of all cases. */
export function bandOf(mixture: Mixture, held: number): Band {
  const { mean, sd, share, moreMean, moreSd } = mixture
  if (share < rareShare) {
    const half = quantile(0.5 + held / 2 / (1 - share)) * sd
    return { middle: mean, from: mean - half, to: mean + half }
  }
  const wholeSd = Math.hypot(sd, moreSd)
  const ends = [mean - 4 * sd, mean + moreMean + 4 * wholeSd] as const
  const below = (x: number) =>
    (1 - share) * normal((x - mean) / sd) + share * normal((x - mean - moreMean) / wholeSd)
  let shortest = { from: ends[0], to: ends[1] }
  for (let i = 0; i <= steps; i++) {
    const p = 0.001 + ((1 - held - 0.002) * i) / steps
    const [from, to] = [inverse(below, p, ends), inverse(below, p + held, ends)]
    if (to - from < shortest.to - shortest.from) shortest = { from, to }
  }
  return { middle: Math.min(Math.max(inverse(below, 0.5, ends), shortest.from), shortest.to), ...shortest }
}

/** Where the rising function `below` is `p`, between `ends`. */
function inverse(below: (x: number) => number, p: number, ends: readonly [number, number]): number {
  let [low, high] = ends
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2
    if (below(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * The standard normal quantile of `p`, 0.5 <= p < 1, to 0.00045 (Abramowitz and Stegun, Handbook of Mathematical
 * Functions, 26.2.23).
 */
function quantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p))
  return (
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
  )
}

/** The standard normal distribution function, to 0.00001 (the same, 26.2.16). */
function normal(x: number): number {
  const t = 1 / (1 + 0.33267 * Math.abs(x))
  const density = Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)
  const above = density * t * (0.4361836 + t * (-0.1201676 + t * 0.937298))
  return x < 0 ? above : 1 - above
}
