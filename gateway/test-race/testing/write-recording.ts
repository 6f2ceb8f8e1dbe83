import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordedText } from './recording.ts'

writeFileSync(join(import.meta.dirname, '../../protocol/vectors/session.jsonl'), recordedText())
