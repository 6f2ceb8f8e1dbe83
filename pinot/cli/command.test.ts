import { describe, expect, it } from 'vitest'
import { runCommand } from './command.ts'

async function said(args: string[], environment: Record<string, string> = {}) {
  const lines: string[] = []
  const code = await runCommand(args, environment, (line) => lines.push(line))
  return { code, text: lines.join('\n') }
}

describe('npm run pinot', () => {
  it('without anything says what it can do, with ranges and defaults of its own', async () => {
    const { code, text } = await said([])
    expect(code).toBe(0)
    expect(text).toMatch(/apply \[options\]/)
    expect(text).toMatch(/--partitions .*\(2\)/)
  })

  it.each([
    [['destroy'], 2, /apply \[options\]/],
    [['apply', '--partitions', '0'], 1, /partitions is 0, but it/],
    [['apply', '--partitions', 'many'], 1, /partitions is null, but it/],
    [['apply', '--kafka', 'kafka://h'], 1, /"h" is not HOST:PORT/],
    [['apply', '--kafka', 'kafka://h:1?suffix=_a'], 1, /have different prefix or suffix/],
    [['apply', '--unknown'], 1, /--unknown/],
  ])('%j ends with %i and says why', async (args, code, why) => {
    const answer = await said(args)
    expect(answer.code).toBe(code)
    expect(answer.text).toMatch(why)
  })

  it('takes the addresses that the two processes use, and says which server it does not reach', async () => {
    const environment = { EVENTS_URL: 'kafka://127.0.0.1:1?timeoutMs=200', STORE_URL: 'pinot://127.0.0.1:2' }
    const { code, text } = await said(['apply'], environment)
    expect(code).toBe(1)
    expect(text).toMatch(/kafka:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/)
  })
})
