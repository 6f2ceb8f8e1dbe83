import type { Course } from '@racecast/courses'
import type { Growing, Kept } from './race-folder.ts'

/** What is to be recorded of a race, and up to when that can be. */
export interface Order {
  runId: string
  course: Course
  /** All fixes that were measured up to then are certainly in the store, epoch ms. */
  settledAt: number
  /** Those up to then probably are: the chunk that still grows is brought up to it; null where nobody looks. */
  growTo: number | null
  /** Nothing more comes after `settledAt`. */
  over: boolean
}

/** What has come of an order. */
export interface Made {
  kept: Kept
  growing: Growing | null
  /** There is more to be made for the same order. */
  more: boolean
}

/** What is to be kept on disk. */
export interface Allowance {
  mostBytes: number
  /** Recordings that nothing was added to since then go, epoch ms. */
  oldest: number
  /** Races that are under way. */
  live: readonly string[]
}

/** Makes the chunks of races, one order after another. */
export interface Maker {
  /** Null for a race that the store does not have. Rejects where the store or the disk fails; asking again is safe. */
  make(order: Order): Promise<Made | null>
  /** The chunks of an epoch are not to be relied on: the next order makes all of them anew. */
  distrust(which: { runId: string; epoch: number }): Promise<void>
  /** Removes what is more than allowed; resolves to the races that something was removed of. */
  tidy(allowance: Allowance): Promise<string[]>
  /** Removes the recording of a race that was deleted. */
  forget(which: { runId: string }): Promise<void>
  close(): Promise<void>
}
