/**
 * What a competitor is doing, as race control sees it. `waiting` is before the start line; a standing other than
 * `entered` comes before all else, then in this order: the first that holds.
 */
export const competitorStates = [
  'DNS',
  'DNF',
  'DSQ',
  'finished',
  'waiting',
  'noFix',
  'offCourse',
  'stopped',
  'inFence',
  'running',
] as const
export type CompetitorState = (typeof competitorStates)[number]

/** Why somebody needs a person now. */
export const attentionKinds = ['lost', 'offCourse', 'stopped', 'overtaken', 'notStarted'] as const
export type AttentionKind = (typeof attentionKinds)[number]

/** After how long something counts. Times are ms of race time; intervals are the race's expected time between two fixes. */
export interface AttentionRules {
  /** Without a fix for so many intervals: `noFix`; and for so many, somebody should look for them: `lost`. */
  noFixIntervals: number
  lostIntervals: number
  /** Off the course for so long: the state; and the list. It ends with the second fix in a row that is on it. */
  offCourseStateMs: number
  offCourseMs: number
  /**
   * Standing, from the feed's flag (less than 3 m in 8 s) until there is no doubt that they move (`Conditions`): outside
   * of the fence, and in it.
   */
  stoppedMs: number
  stoppedInFenceMs: number
  /** Behind the sweep by more than so much; it ends when they are level again. */
  overtakenCm: number
  /** Not over the start line so long after their own gun. */
  notStartedMs: number
  /**
   * Where more than this share of those under way, and at least so many, are without a fix, it is none of theirs: nobody
   * is lost, the data is.
   */
  outageShare: number
  outageLeast: number
}

export const attentionRules: Readonly<AttentionRules> = {
  noFixIntervals: 5,
  lostIntervals: 10,
  offCourseStateMs: 2000,
  offCourseMs: 10_000,
  stoppedMs: 60_000,
  stoppedInFenceMs: 300_000,
  overtakenCm: 2000,
  notStartedMs: 300_000,
  outageShare: 0.5,
  outageLeast: 10,
}
