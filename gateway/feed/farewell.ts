import type { EventEmitter } from 'node:events'
import type { Clock } from '../clock.ts'

/** How long viewers have to take the goodbye before they are cut off, ms. */
const goodbyeMs = 1500

/** Resolves when all of `connections` have closed; those that have not in time are cut off. */
export async function farewell<C extends EventEmitter>(
  connections: ReadonlySet<C>,
  clock: Clock,
  cutOff: (connection: C) => void,
): Promise<void> {
  if (connections.size === 0) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = clock.schedule(goodbyeMs, () => {
    for (const connection of connections) cutOff(connection)
    resolve()
  })
  let left = connections.size
  for (const connection of connections)
    connection.once('close', () => {
      if (--left === 0) resolve()
    })
  await promise
  cancel()
}
