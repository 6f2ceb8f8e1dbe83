import type { Clock } from '../clock.ts'
import { Problem } from '../problems.ts'
import type { FeedObserver } from './feed-observer.ts'
import { networkOf } from './network.ts'

export interface AdmissionOptions {
  /** So many viewers at once. */
  mostViewers: number
  /** So many new ones a second from one address, in the long run. */
  perSecond: number
  /** How many there are. */
  viewers: () => number
  clock: Clock
  observer: Pick<FeedObserver, 'refused'>
}

export type Admission = ReturnType<typeof createAdmission>

/** A venue that comes back at once after a cut in its network: so many seconds' worth may come in one moment. */
const burstS = 20
/** So many addresses are remembered; the one that was seen longest ago is forgotten first. */
const mostAddresses = 10_000

/** Who may open a connection: a token bucket for each address, which a whole venue may share, and room for all. */
export function createAdmission({ mostViewers, perSecond, viewers, clock, observer }: AdmissionOptions) {
  const burst = perSecond * burstS
  const buckets = new Map<string, { left: number; at: number }>()

  function take(address: string): boolean {
    const key = networkOf(address)
    const now = clock.elapsed()
    const { left, at } = buckets.get(key) ?? { left: burst, at: now }
    const filled = Math.min(burst, left + ((now - at) * perSecond) / 1000)
    buckets.delete(key)
    buckets.set(key, { left: Math.max(0, filled < 1 ? filled : filled - 1), at: now })
    if (buckets.size > mostAddresses) buckets.delete(buckets.keys().next().value!)
    return filled >= 1
  }

  return {
    /**
     * Throws `too-many-connections` or `gateway-full`, both with Retry-After, where there is no place. A display's key
     * lets any number come from one address.
     */
    admit(address: string, { isDisplay = false } = {}): void {
      if (!isDisplay && !take(address)) {
        observer.refused('rate')
        throw new Problem(
          'too-many-connections',
          `From one address ${burst} connections may come at once, then ${perSecond} a second; come back in a moment.`,
          { headers: { 'retry-after': '2' } },
        )
      }
      if (viewers() < mostViewers) return
      observer.refused('full')
      throw new Problem(
        'gateway-full',
        `This gateway serves ${mostViewers} viewers and has as many; come back in a while, or follow the race by its ticks.`,
        { headers: { 'retry-after': '10' } },
      )
    },

    /** How many addresses are remembered. */
    get addresses(): number {
      return buckets.size
    },
  }
}
