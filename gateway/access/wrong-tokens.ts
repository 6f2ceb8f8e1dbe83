import type { Clock } from '../clock.ts'
import { Problem } from '../problems.ts'
import { AccessFailure } from './failure.ts'

/** So many wrong ones from one address at once, then another each so many ms. */
const burst = 20
const oneEachMs = 3000
/** So many addresses are remembered; the one that failed longest ago is forgotten first. */
const mostAddresses = 10_000

/**
 * Keeps the control token from being guessed: an address that has shown many wrong tokens is asked to wait before another
 * is looked at. Keys are signed and need no guard, so a venue with one address goes on with them.
 */
export function createWrongTokens(clock: Clock) {
  const failed = new Map<string, { left: number; at: number }>()

  function left(address: string): number {
    const { left: before, at } = failed.get(address) ?? { left: burst, at: 0 }
    return Math.min(burst, before + (clock.elapsed() - at) / oneEachMs)
  }

  return {
    /** Does `check` of a token, unless too many were wrong: throws `too-many-attempts` then. */
    async limiting<T>(address: string, token: string, check: () => Promise<T | AccessFailure>) {
      const isKey = /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(token)
      const before = left(address)
      if (!isKey && before < 1)
        throw new Problem(
          'too-many-attempts',
          `Wrong tokens came from this address; wait ${oneEachMs / 1000} s and send the right one.`,
          { headers: { 'retry-after': String(oneEachMs / 1000) } },
        )
      // Taken before the answer is known: many at once are counted like one after another.
      if (!isKey) note(address, before - 1)
      const answer = await check()
      if (!isKey && !(answer instanceof AccessFailure)) note(address, Math.min(burst, left(address) + 1))
      return answer
    },
  }

  function note(address: string, remaining: number): void {
    failed.delete(address)
    if (remaining < burst) failed.set(address, { left: remaining, at: clock.elapsed() })
    if (failed.size > mostAddresses) failed.delete(failed.keys().next().value!)
  }
}

export type WrongTokens = ReturnType<typeof createWrongTokens>
