import { answerCalls } from '../../thread/answer-calls.ts'
import { createChunkMoments } from './chunk-moments.ts'

const { at } = createChunkMoments()

answerCalls({ at })
