import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vectorsText } from './vectors.ts'

writeFileSync(join(import.meta.dirname, 'vectors.json'), vectorsText())
