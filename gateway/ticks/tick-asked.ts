/** What was asked for, and what there was of it: for metrics. */
export type TickAsked = 'latest' | 'snapshot' | 'tick' | 'notYet' | 'tooOld' | 'otherEpoch'
