/** Bits of a position's flags. */
export const EntityFlag = {
  /** No progress worth the name for a while (see the fold for the rule). */
  stopped: 1,
  /** Farther from the course than the race allows: lat and lon are given. */
  offCourse: 2,
  finished: 4,
  /** Inside the course's fence. */
  inFence: 8,
} as const
