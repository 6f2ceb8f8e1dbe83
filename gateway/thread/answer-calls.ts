import { parentPort } from 'node:worker_threads'
import type { Answer, Call } from './call-thread.ts'

type Handler = (argument: never) => Promise<unknown>

/** In a thread of `createCallThread`: answers its calls, one after another, by the function of that name. */
export function answerCalls(handlers: Readonly<Record<string, Handler>>): void {
  const port = parentPort!
  let last: Promise<unknown> = Promise.resolve()
  port.on('message', (call: Call) => {
    last = last.then(async () => port.postMessage(await answerTo(call)))
  })

  async function answerTo({ id, name, argument }: Call): Promise<Answer> {
    try {
      return { id, value: await handlers[name]!(argument as never) }
    } catch (error) {
      return { id, error: error as Error }
    }
  }
}
