import { parentPort, workerData } from 'node:worker_threads'
import { openStore } from '@racecast/pinot/adapters'
import { systemClock } from '../clock.ts'
import { createMaker } from './local-maker.ts'
import type { Answer, Call, MakerData } from './worker-maker.ts'

const { root, storeUrl } = workerData as MakerData
const maker = createMaker(root, openStore(storeUrl), systemClock)
const port = parentPort!

/** One call after another: they work on the same files. */
let last: Promise<unknown> = Promise.resolve()

port.on('message', ({ id, call }: Call) => {
  last = last.then(() => answer(id, call))
})

async function answer(id: number, [name, argument]: Call['call']): Promise<void> {
  let said: Answer
  try {
    said = { id, value: await (maker[name] as (argument: unknown) => Promise<unknown>)(argument) }
  } catch (error) {
    said = { id, error: error as Error }
  }
  port.postMessage(said)
}
