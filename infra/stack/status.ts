import { addressesOf } from './addresses.ts'
import { type StackOptions, stackConfig } from './config.ts'
import { type ServerName, serverNames } from './servers/server.ts'
import { Stack } from './stack.ts'
import { readState } from './state-file.ts'

export interface ServerStatus {
  readonly server: ServerName
  /** `unwell` runs but does not answer that it is well; `died` ended without being stopped. */
  readonly state: 'healthy' | 'unwell' | 'died' | 'stopped'
  readonly pid: number | null
  readonly log: string
}

/** How each server of the stack in a directory is, and where clients find them. */
export async function stackStatus(options: StackOptions) {
  const config = stackConfig(options)
  const state = readState(config.directory)
  const stack = new Stack({ ...config, ports: state?.ports ?? config.ports })
  const servers = serverNames.map(async (server): Promise<ServerStatus> => {
    const log = stack.logFile(server)
    const pid = stack.processOf(server)?.pid ?? null
    if (pid === null) return { server, state: state?.servers[server] ? 'died' : 'stopped', pid, log }
    return { server, state: (await stack.isHealthy(server)) ? 'healthy' : 'unwell', pid, log }
  })
  return { servers: await Promise.all(servers), addresses: addressesOf(stack.config.ports) }
}
