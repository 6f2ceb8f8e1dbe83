/** So long the page is not loaded again, ms: a cache in between may go on handing out the old one. */
const restMs = 600_000
const place = 'reloaded at'

/** Loads the page again, unless that was done a while ago and has not helped. */
export function reloadOnce(): void {
  try {
    const agoMs = Date.now() - Number(sessionStorage.getItem(place))
    // Below zero where the clock was set back since: then nobody knows how long ago it was.
    if (agoMs >= 0 && agoMs < restMs) return
    sessionStorage.setItem(place, String(Date.now()))
  } catch {
    // Where nothing can be remembered nothing is risked.
    return
  }
  location.reload()
}
