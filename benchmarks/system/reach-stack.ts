import { resolve } from 'node:path'
import { type Addresses, stackStatus } from '@racecast/infra/stack'
import { temporaryStack } from '@racecast/infra/stack/temporary'

export interface ReachedStack {
  addresses: Addresses
  servers(): Promise<{ name: string; pid: number }[]>
  /** Ends it if it was started for this. */
  end(): Promise<void>
}

/** The stack that runs in STACK_DIR (data/stack if left out); where none does, one on free ports for this alone. */
export async function reachStack(): Promise<ReachedStack> {
  const directory = process.env.STACK_DIR || resolve(import.meta.dirname, '../../data/stack')
  const { servers, addresses } = await stackStatus({ directory })
  if (servers.every(({ state }) => state === 'healthy')) return reached(directory, addresses, async () => {})
  console.log(`No stack runs in ${directory}: starting one for this (about a minute) ...`)
  const stack = await temporaryStack()
  return reached(stack.config.directory, stack.addresses, () => stack.stop())
}

function reached(directory: string, addresses: Addresses, end: () => Promise<void>): ReachedStack {
  return {
    addresses,
    async servers() {
      const { servers } = await stackStatus({ directory })
      return servers.flatMap(({ server, pid }) => (pid === null ? [] : [{ name: server as string, pid }]))
    },
    end,
  }
}
