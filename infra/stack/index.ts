export type { Addresses } from './addresses.ts'
export { serverNames } from './servers/server.ts'
export { type RunningStack, startStack } from './start.ts'
export { stackStatus } from './status.ts'
