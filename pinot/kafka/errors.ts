import kafkajs from 'kafkajs'
import { SinkUnavailable } from '../ports/index.ts'
import { Late } from './within.ts'

/** Types of protocol errors (https://kafka.apache.org/protocol#protocol_error_codes) that no waiting ends. */
const WAITING_IN_VAIN: Record<string, string> = {
  SASL_AUTHENTICATION_FAILED: 'user or password is wrong',
  UNSUPPORTED_SASL_MECHANISM: 'it does not know this sasl mechanism; see ?sasl=',
  TOPIC_AUTHORIZATION_FAILED: 'this user may not use the topic; give it read, write and describe on it',
  GROUP_AUTHORIZATION_FAILED: 'this user may not use the group racecast-producer; give it read on it',
  CLUSTER_AUTHORIZATION_FAILED: 'this user may not do that; give it the right on the cluster',
  MESSAGE_TOO_LARGE: "a message is larger than it takes; raise the topic's max.message.bytes",
  INVALID_TOPIC_EXCEPTION: 'it refuses the name of the topic',
}
/** The one plain Error among kafkajs's: the connection went away between two requests. */
const NOT_CONNECTED = 'Broker not connected'
const MISSING_TOPIC = 'UNKNOWN_TOPIC_OR_PARTITION'

/** What is at the bottom: kafkajs wraps errors in errors, and the type is on the innermost. */
function causes(error: unknown): { name?: string; type?: string; message?: string }[] {
  const chain: object[] = []
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    if (chain.includes(at)) break
    chain.push(at)
  }
  return chain
}

/** The types of the protocol errors in what kafkajs threw, outermost first. */
export const protocolErrors = (error: unknown): string[] => causes(error).flatMap(({ type }) => type ?? [])

/**
 * The error to throw for what kafkajs threw: SinkUnavailable where waiting helps, a plain Error that names
 * server, cause and remedy where it does not. What is not kafkajs's stays as it is.
 */
export function explain(error: unknown, server: string): unknown {
  const chain = causes(error)
  const types = chain.map(({ type }) => type ?? '')
  const inVain = types.find((type) => Object.hasOwn(WAITING_IN_VAIN, type))
  if (inVain) return new Error(`${server}: ${WAITING_IN_VAIN[inVain]}`, { cause: error })
  if (chain.some(({ name }) => name === 'KafkaJSSASLAuthenticationError'))
    return new Error(`${server}: ${WAITING_IN_VAIN.SASL_AUTHENTICATION_FAILED}`, { cause: error })
  if (types.includes(MISSING_TOPIC))
    return new SinkUnavailable(`${server}: a topic is missing; make it by: npm run pinot -- apply`, {
      cause: error,
    })
  const lost = error instanceof Late || (error instanceof Error && error.message === NOT_CONNECTED)
  if (!lost && !(error instanceof kafkajs.KafkaJSError)) return error
  const reason = chain.at(-1)?.message ?? error.message
  return new SinkUnavailable(`${server}: ${reason}`, { cause: error })
}
