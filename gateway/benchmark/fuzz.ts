import { Fuzz } from '../feed/testing/fuzz.ts'

/** One seeded run of the whole feed; rejects where a viewer is not told what it should be. */
export const fuzzFeed = (seed: number): Promise<void> => new Fuzz(seed, new Set()).run()
