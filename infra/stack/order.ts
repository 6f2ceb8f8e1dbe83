/**
 * Runs `run` for each name, all at once but for the order that `after` asks for: a name's turn comes when
 * those it comes after are done. The first failure aborts the signal that the others were given; all have
 * ended when the promise rejects with it.
 */
export async function inOrder<T extends string>(
  names: readonly T[],
  after: (name: T) => readonly T[],
  run: (name: T, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const failure = new AbortController()
  const both = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  const turns = new Map<T, Promise<void>>()
  const turn = (name: T): Promise<void> => {
    const begun = turns.get(name)
    if (begun) return begun
    const before = after(name).filter((other) => names.includes(other))
    const done = Promise.all(before.map(turn)).then(() => {
      both.throwIfAborted()
      return run(name, both)
    })
    done.catch((error) => failure.abort(error))
    turns.set(name, done)
    return done
  }
  await Promise.allSettled(names.map(turn))
  both.throwIfAborted()
}
