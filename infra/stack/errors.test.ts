import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StackError, stackErrors } from './errors.ts'

const source = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((path) => !path.endsWith('.test.ts') && path !== 'errors.ts')
  .map((path) => readFileSync(join(import.meta.dirname, path), 'utf8'))
  .join('\n')

describe('the errors of the stack', () => {
  it.each(Object.keys(stackErrors))('%s is used', (code) => {
    expect(source).toContain(`'${code}'`)
  })

  it('are filled with their particulars', () => {
    const error = new StackError('NOT_RUNNING', { server: 'kafka' })
    expect(error).toMatchObject({ code: 'NOT_RUNNING', message: 'kafka is not running: start it first' })
  })
})
