import { addressesOf } from './addresses.ts'
import { type StackOptions, stackConfig } from './config.ts'
import { lastLines } from './process/spawn.ts'
import { type ServerName, serverNames } from './servers/server.ts'
import { Stack } from './stack.ts'
import { readState } from './state-file.ts'

export interface ServerStatus {
  readonly server: ServerName
  /** `unwell` runs but does not answer that it is well; `died` ended without being stopped. */
  readonly state: 'healthy' | 'unwell' | 'died' | 'stopped'
  readonly pid: number | null
  readonly log: string
  /** Where something is wrong, the last lines of the log. */
  readonly lines?: string
}

/** So much of the log is shown of a server that is not as it should be. */
const linesShown = 10

/** How each server of the stack in a directory is, and where clients find them. */
export async function stackStatus(options: StackOptions) {
  const config = stackConfig(options)
  const state = readState(config.directory)
  const stack = new Stack({ ...config, ports: state?.ports ?? config.ports })
  const servers = serverNames.map(async (server): Promise<ServerStatus> => {
    const log = stack.logFile(server)
    const pid = stack.processOf(server)?.pid ?? null
    if (pid === null && !state?.servers[server]) return { server, state: 'stopped', pid, log }
    if (pid !== null && (await stack.isHealthy(server))) return { server, state: 'healthy', pid, log }
    const lines = lastLines(log, linesShown)
    return { server, state: pid === null ? 'died' : 'unwell', pid, log, lines }
  })
  return { servers: await Promise.all(servers), addresses: addressesOf(stack.config.ports) }
}
