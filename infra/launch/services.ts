import { join, resolve } from 'node:path'
import { Service } from './service.ts'

const root = resolve(import.meta.dirname, '../..')

export interface ServicesOptions {
  /** What generator and gateways have in common. */
  environment: NodeJS.ProcessEnv
  /** One for each gateway; 0 is any free one, which it keeps. */
  gatewayPorts: readonly number[]
  /** Called once, when all listen. */
  onListening: (addresses: ServiceAddresses) => void
  /** One of them could not start at all. */
  onFailedStart: (code: number | null) => void
}

export interface ServiceAddresses {
  generator: string
  /** In the order of their ports. */
  gateways: readonly string[]
}

/**
 * One generator and the gateways, each a process that is started again when it dies. The gateways are told where
 * the generator listens, so they start after it. Returns what ends all of them in order.
 */
export function startServices({ environment, gatewayPorts, ...options }: ServicesOptions) {
  const { onListening, onFailedStart } = options
  const listening = new Map<number, string>()
  let gateways: Service[] = []

  const generator = new Service({
    name: 'generator',
    script: join(root, 'generator/server.ts'),
    // Its port is its own affair: the gateways alone are public.
    environment: {
      ...environment,
      HOST: '127.0.0.1',
      GENERATOR_PORT: environment.GENERATOR_PORT ?? '0',
    },
    onListening: (url) => {
      // One that is started again has to be where the gateways look for it.
      generator.set({ GENERATOR_PORT: new URL(url).port })
      if (gateways.length === 0) startGateways(url)
    },
    onFailedStart,
  })

  function startGateways(generatorUrl: string): void {
    const isOne = gatewayPorts.length === 1
    gateways = gatewayPorts.map((port, i) => {
      const gateway: Service = new Service({
        name: isOne ? 'gateway' : `gateway-${i + 1}`,
        script: join(root, 'gateway/server.ts'),
        environment: { ...environment, PORT: String(port), GENERATOR_URL: generatorUrl },
        onListening: (url) => {
          gateway.set({ PORT: new URL(url).port })
          const isLast = !listening.has(i) && listening.size === gatewayPorts.length - 1
          listening.set(i, url)
          if (isLast)
            onListening({ generator: generatorUrl, gateways: gatewayPorts.map((_, n) => listening.get(n)!) })
        },
        onFailedStart,
      })
      gateway.start()
      return gateway
    })
  }

  generator.start()
  return {
    /** All at once: Ctrl-C has reached all already, and none is to be started again. */
    async stop(): Promise<void> {
      await Promise.all([...gateways, generator].map((service) => service.stop()))
    },
  }
}
