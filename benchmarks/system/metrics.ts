import { token } from './system.ts'

/** What gateways say of themselves at one moment. */
export interface Metrics {
  /** The sum of every series of that name, over all labels and gateways. */
  sum(name: string): number
}

/** Reads /metrics of each gateway. */
export async function gatewayMetrics(gateways: readonly string[]): Promise<Metrics> {
  const texts = await Promise.all(
    gateways.map(async (url) => {
      const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
      if (!response.ok) throw new Error(`${url}/metrics answered ${response.status}`)
      return response.text()
    }),
  )
  const lines = texts.flatMap((text) => text.split('\n'))
  return {
    sum: (name) =>
      lines
        .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
        .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0),
  }
}
