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
      `${JSON.stringify(text.slice(0, 80))} is not understood${whatIsWrong(text)}; send {"type":"subscribe","race":...}, ` +
        '{"type":"authorize","key":...}, {"type":"pong","seq":...} or {"type":"time","sent":...}.',
    )
    return
  }
  if (!viewer.allowance.take(cost[message.type], context.clock.now())) {
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

/** The field of a message of a known kind that is wrong, and why. */
function whatIsWrong(text: string): string {
  try {
    const message = JSON.parse(text)
    const schema = kinds[(message as ClientMessage).type]
    const [error] = schema ? Value.Errors(schema, message) : []
    return error ? `: ${error.instancePath.slice(1).replaceAll('/', '.') || 'it'} ${error.message}` : ''
  } catch {
    return ''
  }
}

function parse(text: string): ClientMessage | null {
  try {
    const message: unknown = JSON.parse(text)
    return validator.Check(message) ? message : null
  } catch {
    return null
  }
}
