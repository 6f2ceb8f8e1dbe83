import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PROBLEMS } from './problems.ts'

it('every problem of the table is used somewhere', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/test|problems\.ts$/.test(file),
  )
  const source = files.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join('\n')
  for (const code of Object.keys(PROBLEMS)) expect(source, code).toContain(`'${code}'`)
})
