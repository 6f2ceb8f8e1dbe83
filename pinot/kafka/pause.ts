/** Pauses that can be cut short, for a loop that has to end at once. */
export function createPause() {
  let end = () => {}
  return {
    /** Resolves after `ms`, or when `end` is called. */
    of: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        end = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    end: () => end(),
  }
}
