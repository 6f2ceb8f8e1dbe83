/** Where a mode keeps events and positions, ready for generator and gateways. */
export interface Backing {
  /** Variables that generator and gateways have beside those of our own environment. */
  readonly environment: NodeJS.ProcessEnv
  /** Label and address of each server, to be printed. */
  readonly servers: readonly (readonly [string, string])[]
  /** What Ctrl-C does to it, to be printed after "Ctrl-C stops it"; may be empty. */
  readonly atTheEnd: string
  /** Ends what was started for us. */
  close(): Promise<void>
}

/** The embedded mode needs nobody: the defaults of generator and gateway are files of the data directory. */
export const embedded: Backing = { environment: {}, servers: [], atTheEnd: '', close: async () => {} }
