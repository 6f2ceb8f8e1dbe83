import { networkInterfaces } from 'node:os'

type Interfaces = ReturnType<typeof networkInterfaces>

/**
 * Under which addresses other machines reach a server that listens on `host`, where that means all addresses of
 * this one: `url` with each of them in turn. Link-local ones are left out: nobody types them.
 */
export function networkAddresses(url: string, host: string, interfaces: Interfaces = networkInterfaces()) {
  const families = host === '0.0.0.0' ? ['IPv4'] : host === '::' ? ['IPv4', 'IPv6'] : []
  return Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(
      ({ family, internal, address }) => families.includes(family) && !internal && !isLinkLocal(address),
    )
    .map(({ family, address }) => {
      const here = new URL(url)
      return `${here.protocol}//${family === 'IPv6' ? `[${address}]` : address}:${here.port}`
    })
}

const isLinkLocal = (address: string) => /^(fe80:|169\.254\.)/i.test(address)
