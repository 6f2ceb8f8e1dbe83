/**
 * For how long an answer may be kept, and by whom: `Cache-Control` of RFC 9111. What says something of a race is kept for a
 * minute at most (P-7): so long may it be seen after the race has become private or somebody in it anonymous.
 */
export const cachePolicy = {
  never: 'no-store',
  second: 'public, max-age=1',
  tenSeconds: 'public, max-age=10',
  minute: 'public, max-age=60',
  forEver: 'public, max-age=31536000, immutable',
} as const

/** Of an answer that is another one for who shows a key, or a session. */
export const forWhoShows = { vary: 'authorization, cookie' } as const
