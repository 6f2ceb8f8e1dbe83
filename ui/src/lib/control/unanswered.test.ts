import { describe, expect, it } from 'vitest'
import type { AuditEntry } from './desk-stream.svelte.ts'
import { fateOf } from './unanswered.ts'

const order = { action: 'stop', operator: 'Ada', after: 4, connections: 1 }
const entry = (n: number, operator: string, action = 'stop'): AuditEntry => ({
  ...{ n, at: 0, operator, action, outcome: 'done' },
})

describe('an order that no answer came to', () => {
  it('has probably not been given, and certainly not where the log is told anew without it', () => {
    const audit = [entry(4, 'Ada'), entry(5, 'Bo'), entry(6, 'Ada', 'pause')]
    const away = fateOf(order, { audit, connected: false, connections: 1 })
    expect(away).toContain('probably NOT been given')
    // The stream of the log has not noticed yet that nothing comes any more.
    expect(fateOf(order, { audit, connected: true, connections: 1 })).toBe(away)
    expect(fateOf(order, { audit, connected: true, connections: 2 })).toContain('was NOT given')
  })

  it('is nothing to speak of where the log has it', () => {
    const audit = [entry(4, 'Ada'), entry(5, 'Ada')]
    expect(fateOf(order, { audit, connected: true, connections: 2 })).toBe('')
  })
})
