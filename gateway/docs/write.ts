import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentedApp } from './testing/documented-app.ts'

const app = await documentedApp()
for (const [url, file] of [
  ['/api/openapi.json', 'openapi.json'],
  ['/feed/asyncapi.json', 'asyncapi.json'],
] as const)
  writeFileSync(join(import.meta.dirname, file), (await app.inject(url)).body)
await app.close()
