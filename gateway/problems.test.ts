import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Problem, problems } from './problems.ts'

const sources = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith('.test.ts') && file !== 'problems.ts' && !file.startsWith('fixtures'))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n')

it.each(Object.keys(problems))('the problem %s is one that can happen', (code) => {
  // `invalid` in problems.ts makes this one.
  const used = code === 'invalid-request' ? 'invalid([' : `'${code}'`
  expect(sources).toContain(used)
})

it('is written as RFC 9457 has it, with members of its own behind', () => {
  const problem = new Problem('course-refused', 'No line.', { status: 415, members: { refused: [] } })
  expect(JSON.parse(JSON.stringify(problem))).toEqual({
    type: 'urn:racecast:problem:course-refused',
    title: 'No course could be added from the file',
    status: 415,
    detail: 'No line.',
    refused: [],
  })
})
