import net from 'node:net'
import tls from 'node:tls'
import kafkajs, { type ISocketFactory, type Kafka, type RetryOptions } from 'kafkajs'
import type { KafkaAddress } from './address.ts'
import { Cluster, type FetchCluster } from './internals.ts'

/** Few and soon: whoever sends sends again with newer rows, which is better than an old attempt that goes on. */
const RETRY: RetryOptions = { retries: 2, initialRetryTime: 100, maxRetryTime: 1000 }
const CONNECT_MS = 2000

/** Without Nagle's algorithm: a request's last segment would wait for the acknowledgement of the one before. */
export const connectSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const servername = net.isIP(host) ? {} : { servername: host }
  const socket = ssl
    ? tls.connect({ host, port, ...servername, ...ssl }, onConnect)
    : net.connect({ host, port }, onConnect)
  return socket.setNoDelay(true).setKeepAlive(true, 60_000)
}

function settings(address: KafkaAddress, socketFactory: ISocketFactory) {
  return {
    brokers: address.hosts,
    clientId: 'racecast',
    ...(address.tls ? { ssl: address.tls } : {}),
    ...(address.sasl ? { sasl: address.sasl } : {}),
    socketFactory,
    connectionTimeout: Math.min(CONNECT_MS, address.timeoutMs),
    authenticationTimeout: address.timeoutMs,
    requestTimeout: address.timeoutMs,
    enforceRequestTimeout: true,
    retry: RETRY,
  }
}

/** Says nothing itself: what fails is thrown. */
export function kafkaClient(address: KafkaAddress, connect = connectSocket): Kafka {
  return new kafkajs.Kafka({ ...settings(address, connect), logLevel: kafkajs.logLevel.NOTHING })
}

/** For reading a stretch of a topic without a consumer group. */
export function fetchCluster(address: KafkaAddress, connect = connectSocket): FetchCluster {
  return new Cluster({
    ...settings(address, connect),
    logger: kafkaClient(address, connect).logger(),
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    isolationLevel: 1,
  })
}
