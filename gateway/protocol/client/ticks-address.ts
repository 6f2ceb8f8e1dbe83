/** Where the ticks of `race` are, ending in '/', from the address of the feed. */
export function ticksAddress(feed: string, race: string): URL {
  const url = new URL(`api/races/${encodeURIComponent(race)}/ticks/`, feed)
  url.protocol = url.protocol.replace('ws', 'http')
  return url
}
