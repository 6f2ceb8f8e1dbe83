import { inject } from 'vitest'
import { missingStackTools, toolPath } from '../../setup/tools.mjs'
import type { ProcessIdentity } from '../process/identity.ts'
import type { RunningStack } from '../start.ts'
import { joinStack } from './temporary-stack.ts'

export { type TemporaryRedis, temporaryRedis } from './temporary-redis.ts'
export { temporaryStack } from './temporary-stack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    stack: { directory: string; owner: ProcessIdentity }
  }
}

/** How long a start may take where other tests use the machine too, ms: the time-out for `beforeAll`. */
export const stackTimeout = 300_000

/** For `describe.skipIf`: what the servers want is not on this machine; npm test says what in a line each. */
export const stackIsMissing = missingStackTools().length > 0

/** For `describe.skipIf` of tests that want `temporaryRedis` alone. */
export const redisIsMissing = toolPath('redis-server') === null

/**
 * The stack that all tests of this run share: use topics, tables and keys with random names, and kill nothing.
 * Whoever asks first waits for it to start.
 */
export function sharedStack(): Promise<RunningStack> {
  const { directory, owner } = inject('stack')
  return joinStack(directory, owner)
}
