import { mkdirSync, watch } from 'node:fs'

/** A file is written, synced and renamed: one load for all of that, ms. */
const settle = 300
/** How long after a load that failed the next one is tried, ms. */
const retryAfter = 10_000

/**
 * Calls `load` whenever something changes in a directory of courses, one call at a time, and again later when it has
 * failed. Returns what ends it.
 */
export function watchCourses(
  directory: string,
  load: () => Promise<unknown>,
  onError: (error: Error) => void,
): () => void {
  mkdirSync(directory, { recursive: true })
  let timer: NodeJS.Timeout | undefined
  let loading = false
  let ended = false

  function loadIn(ms: number): void {
    if (ended) return
    clearTimeout(timer)
    timer = setTimeout(run, ms)
  }

  async function run(): Promise<void> {
    // What is being loaded may have been read before the change.
    if (loading) return loadIn(settle)
    loading = true
    try {
      await load()
    } catch (error) {
      if (!ended) onError(error as Error)
      loadIn(retryAfter)
    } finally {
      loading = false
    }
  }

  const watcher = watch(directory, () => loadIn(settle))
  watcher.on('error', onError)
  return () => {
    ended = true
    clearTimeout(timer)
    watcher.close()
  }
}
