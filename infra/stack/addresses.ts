import type { Ports } from './config.ts'

/** Where clients find the servers, as EVENTS_URL, STORE_URL and BUS_URL name them in parts. */
export interface Addresses {
  /** host:port, a bootstrap server. */
  readonly kafka: string
  readonly zookeeper: string
  readonly pinotController: string
  readonly pinotBroker: string
  readonly redis: string
}

export function addressesOf(ports: Ports): Addresses {
  return {
    kafka: `127.0.0.1:${ports.kafka}`,
    zookeeper: `127.0.0.1:${ports.zookeeper}`,
    pinotController: `http://127.0.0.1:${ports.pinotController}`,
    pinotBroker: `http://127.0.0.1:${ports.pinotBroker}`,
    redis: `redis://127.0.0.1:${ports.redis}`,
  }
}
