/** How much of a race is in one chunk, race ms. */
export const chunkMs = 60_000
/** Where somebody was is noted so often for the diagram of time and distance, race ms. */
export const traceEveryMs = 10_000
/** So many chunks are made for one order, so that races take turns. */
export const chunksAtOnce = 3
