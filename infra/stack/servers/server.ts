import type { PortName, StackConfig } from '../config.ts'

/** In the order in which they start, as far as they wait for each other. */
export const serverNames = ['redis', 'zookeeper', 'kafka', 'pinot', 'pinot-server'] as const
export type ServerName = (typeof serverNames)[number]

/** What a server is started with: the configuration, its ports chosen. */
export interface ServerSetup {
  readonly config: StackConfig
  /** Where its data and its generated configuration are, absolute. */
  readonly directory: string
  /** The folders of the jars. */
  readonly jars: { readonly kafka: string; readonly pinot: string }
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

/** A server of the stack, as data: how it is configured, started and asked how it is. */
export interface ServerDefinition {
  readonly name: ServerName
  /** Who has to be healthy before it starts; in stopping the other way round. */
  readonly needs: readonly ServerName[]
  readonly ports: readonly PortName[]
  /** Generated configuration: text by file name, written into the server's directory at each start. */
  files(setup: ServerSetup): Record<string, string>
  /** What has to run once to its end on an empty directory; null when there is nothing to do. */
  prepare?(setup: ServerSetup): Command | null
  command(setup: ServerSetup): Command
  /** Resolves when it answered that it is well; rejects otherwise, at the latest after `timeoutMs`. */
  health(setup: ServerSetup, timeoutMs: number): Promise<void>
}
