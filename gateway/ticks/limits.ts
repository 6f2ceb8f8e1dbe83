/** Every period of the ticks as files, ms. */
export const shelfTiming = {
  /** The next tick is waited for so long: a cache in front turns all its readers into one request. */
  wait: 2000,
  /** A race that nobody has followed for so long is no longer kept. */
  keep: 60_000,
  /** At most one snapshot is made in so long. */
  snapshot: 1000,
  /** What `latest` has named can be had for so long. */
  keepSnapshot: 10_000,
} as const

/** So many ticks of a race are kept (twice as long as a cache may keep one), or fewer if they are larger than this, bytes: 120 of 10,000 competitors are 40 MB. */
export const mostTicks = 120
export const mostTickBytes = 48 * 2 ** 20

/** The last two snapshots are kept, and older ones while all of them are not larger than this, bytes. */
export const mostSnapshotBytes = 8 * 2 ** 20

/** So many races are followed at once; another one takes the place of the one that was asked for longest ago. */
export const mostShelves = 20
