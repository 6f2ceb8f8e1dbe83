import type { Backing } from './backing.ts'
import { networkAddresses } from './network-addresses.ts'

export interface Running {
  /** In the order of their ports; the first one is the one to look at. */
  gateways: readonly string[]
  host: string
  /** What links say when a name or a proxy stands in front. */
  publicUrl: string | undefined
  /** The slug of the race to look at; null shows the list first. */
  race: string | null
  token: string
  backing: Backing
  dataDirectory: string
}

/** What is said once everything runs: the address to open stands first. */
export function announcement(running: Running): string {
  const { gateways, host, publicUrl, race, token, backing, dataDirectory } = running
  const [first = '', ...others] = gateways
  const shown = (publicUrl ?? first).replace(/\/$/, '')
  const watch = race ? `/race/${race}` : '/'
  const lines: (readonly [string, string])[] = [
    ...(race ? ([['Watch', `${shown}${watch}`]] as const) : []),
    ['All races', `${shown}/`],
    ['Race control', `${shown}/control`],
    ['Control token', token],
    // What is not reachable yet under its public name is so here.
    ...(publicUrl ? ([['This machine', `${first}${watch}`]] as const) : []),
    ...networkAddresses(first, host).map((url) => ['On the network', `${url}${watch}`] as const),
    ...others.map((url, i) => [`Gateway ${i + 2}`, `${url}${watch}`] as const),
    ...backing.servers,
  ]
  const stops = ['Ctrl-C stops it', backing.atTheEnd].filter((part) => part !== '').join(', ')
  return `
  Racecast is running.

${lines.map(([label, text]) => `    ${label.padEnd(15)}${text}`).join('\n')}

  Data in ${dataDirectory}.
  ${stops}; races go on where they should be at the next start.
`
}
