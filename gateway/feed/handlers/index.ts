import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { AskTime, Authorize, ClientMessage, Pong, Subscribe } from '../../protocol/index.ts'
import type { Viewer } from '../viewer.ts'
import { onAuthorize } from './authorize.ts'
import type { Context } from './context.ts'
import { onPong } from './pong.ts'
import { onSubscribe } from './subscribe.ts'
import { onTime } from './time.ts'

const validator = Compile(ClientMessage)
const kinds: Readonly<Record<string, TSchema | undefined>> = {
  subscribe: Subscribe,
  authorize: Authorize,
  pong: Pong,
  time: AskTime,
}
const cost = { pong: 1, time: 1, subscribe: 5, authorize: 10 }

/** Takes one text message of a viewer to the handler of its kind. */
export function handle(context: Context, viewer: Viewer, text: string): void {
  const message = parse(text)
  if (!message) {
    context.close(
      viewer,
      'badMessage',
      `${JSON.stringify(text.slice(0, 80))} is not understood: ${whatIsWrong(text)}`,
    )
    return
  }
  if (!viewer.allowance.take(cost[message.type], context.clock.elapsed())) {
    context.close(viewer, 'tooMany', 'Too many messages: answer pings, ask for the time now and then.')
    return
  }
  switch (message.type) {
    case 'subscribe':
      onSubscribe(context, viewer, message)
      break
    case 'authorize':
      onAuthorize(context, viewer, message)
      break
    case 'pong':
      onPong(context, viewer, message)
      break
    case 'time':
      onTime(context, viewer, message)
  }
}

const advice =
  'send {"type":"subscribe","race":...}, {"type":"authorize","key":...}, {"type":"pong","seq":...} or {"type":"time","sent":...}.'

/** The field of a message of a known kind that is wrong, and why; else what there is to be sent. */
function whatIsWrong(text: string): string {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return `it is not JSON; ${advice}`
  }
  const schema = kinds[(message as ClientMessage | null)?.type ?? '']
  const [error] = schema ? Value.Errors(schema, message) : []
  if (!error) return advice
  const field = error.instancePath.slice(1).replaceAll('/', '.') || 'it'
  if (error.keyword !== 'enum') return `${field} ${error.message}.`
  return `${field} must be ${oneOf((error.params as { allowedValues: readonly unknown[] }).allowedValues)}.`
}

const oneOf = (values: readonly unknown[]) =>
  `${values.slice(0, -1).map(String).join(', ')} or ${String(values.at(-1))}`

function parse(text: string): ClientMessage | null {
  try {
    const message: unknown = JSON.parse(text)
    return validator.Check(message) ? message : null
  } catch {
    return null
  }
}
