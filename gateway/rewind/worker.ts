import { workerData } from 'node:worker_threads'
import { openStore } from '@racecast/pinot/adapters'
import { systemClock } from '../clock.ts'
import { answerCalls } from '../thread/answer-calls.ts'
import { createMaker } from './local-maker.ts'
import type { MakerData } from './worker-maker.ts'

const { root, storeUrl } = workerData as MakerData
const { make, distrust, tidy, forget } = createMaker(root, openStore(storeUrl), systemClock)

// One call after another: they work on the same files.
answerCalls({ make, distrust, tidy, forget })
