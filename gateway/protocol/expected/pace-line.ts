/** Where somebody was when: share of the course, 0..1, and running time, ms. */
export interface Passage {
  share: number
  ms: number
}

/** By which share of the average speed the start is faster and the end slower, before anything is known of a runner. */
const believedFade = 0.06
const fadeSd = 0.038
/** How far a passage lies from the line of a runner whose speed swings by a few per cent, ms. */
const passageSd = 450
/** How far all of them lie from it together: nobody is at full speed with the gun, ms. */
const startSd = 450
/** How many passages the last figure is worth against what a runner's own passages say of it. */
const passageSdWorth = 12

/**
 * Where on the course a runner is after t ms of running, u(t) = a t + b t^2: a speed that changes evenly with time.
 * Bayesian linear regression on the passages so far (Bishop, Pattern Recognition and Machine Learning, 3.3), with a
 * flat prior for the speed, a normal one for its change and a scaled inverse chi-square one for the scatter of the
 * passages (Gelman et al., Bayesian Data Analysis, 14.2): whoever runs unevenly gets a wider band.
 */
export class PaceLine {
  readonly #a: number
  readonly #b: number
  /** The covariance of a and b. */
  readonly #aa: number
  readonly #ab: number
  readonly #bb: number
  readonly #newest: Passage
  /** Standard deviation of a passage about the line, ms. */
  readonly scatterMs: number

  /** @param passages at least one, in the order of running, with a share and a time above 0 */
  constructor(passages: readonly Passage[]) {
    const newest = passages.at(-1)!
    this.#newest = newest
    // With fade f over a whole time T the speed at the start is (1 + f) / T, and b is -f / T^2.
    const speed = newest.share / newest.ms
    const change = -believedFade * (speed / (1 + believedFade)) ** 2
    const changeWeight = (fadeSd * speed ** 2) ** -2
    const weight = (passageSd * speed) ** -2
    let [aa, ab, bb] = [0, 0, changeWeight]
    let [au, bu] = [0, changeWeight * change]
    let [sumA, sumB, sumU] = [0, 0, 0]
    for (const { share, ms } of passages) {
      aa += weight * ms ** 2
      ab += weight * ms ** 3
      bb += weight * ms ** 4
      au += weight * ms * share
      bu += weight * ms ** 2 * share
      sumA += ms
      sumB += ms ** 2
      sumU += share
    }
    // What they share is taken out of them (Sherman and Morrison's formula for its part of their covariance).
    const shared = (weight * startSd ** 2) / (passageSd ** 2 + passages.length * startSd ** 2)
    aa -= shared * sumA * sumA
    ab -= shared * sumA * sumB
    bb -= shared * sumB * sumB
    au -= shared * sumA * sumU
    bu -= shared * sumB * sumU
    const determinant = aa * bb - ab * ab
    this.#a = (bb * au - ab * bu) / determinant
    this.#b = (aa * bu - ab * au) / determinant
    let squares = 0
    for (const { share, ms } of passages) squares += (share - this.#shareAt(ms)) ** 2
    const scale = (passageSdWorth + squares * weight) / (passageSdWorth + passages.length)
    this.scatterMs = passageSd * Math.sqrt(scale)
    this.#aa = (scale * bb) / determinant
    this.#ab = (-scale * ab) / determinant
    this.#bb = (scale * aa) / determinant
  }

  /** Running time at `share` of the course on the line, ms. */
  msAt(share: number): number {
    const root = this.#a ** 2 + 4 * this.#b * share
    if (root > 0) return (2 * share) / (this.#a + Math.sqrt(root))
    // A line that would never come there: from the newest passage on as it was run on average.
    const { share: from, ms } = this.#newest
    return (ms * share) / from
  }

  /** Share of the course in a ms, on the line, at running time `ms`; never less than half of the speed so far. */
  speedAt(ms: number): number {
    const { share, ms: ran } = this.#newest
    return Math.max(this.#a + 2 * this.#b * ms, share / ran / 2)
  }

  /**
   * Variance of the time at `share` less `part` of what the line is off at the newest passage, ms^2: of the place on
   * the line at that time, divided by the speed there.
   */
  variance(share: number, part: number): number {
    const ms = this.msAt(share)
    const speed = this.speedAt(ms)
    const from = this.#newest.ms
    // What is off at the newest passage is a time, and so is what is kept of it.
    const kept = (part * speed) / this.speedAt(from)
    const run = ms - kept * from
    const bend = ms ** 2 - kept * from ** 2
    return (this.#aa * run * run + 2 * this.#ab * run * bend + this.#bb * bend * bend) / speed ** 2
  }

  #shareAt(ms: number): number {
    return this.#a * ms + this.#b * ms * ms
  }
}
