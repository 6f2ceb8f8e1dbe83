/** Keeps the screen from going dark for as long as the page is seen; gives what ends that. */
export function keepAwake(): () => void {
  let ended = false
  let lock: WakeLockSentinel | null = null

  async function ask(): Promise<void> {
    if (document.visibilityState !== 'visible' || (lock && !lock.released)) return
    try {
      const given = await navigator.wakeLock?.request('screen')
      if (ended) await given?.release()
      else lock = given ?? null
    } catch {
      // On battery, or not allowed in a frame: the machine's own settings have to do.
    }
  }

  const again = () => void ask()
  // The browser takes it back whenever the page is hidden.
  document.addEventListener('visibilitychange', again)
  again()
  return () => {
    ended = true
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  }
}
