/** Runs `resume` whenever somebody sees the page again and when the network is back; returns what ends that. */
export function whenSeenAgain(resume: () => void): () => void {
  const look = () => {
    if (document.visibilityState === 'visible') resume()
  }
  document.addEventListener('visibilitychange', look)
  window.addEventListener('online', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('online', look)
  }
}
