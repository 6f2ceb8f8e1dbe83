import { messages } from '#messages/en/index.ts'
import { sayIn } from '../words/say.ts'

sayIn('en', messages)
