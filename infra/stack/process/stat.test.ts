import { describe, expect, it } from 'vitest'
import { livingSince } from './stat.ts'

const stat = (name: string, state: string, threads: number) =>
  `4711 (${name}) ${state} 1 4711 4711 0 -1 4194304 900 0 0 0 10 5 0 0 20 0 ${threads} 0 324703 62283776 3054`

describe('the status of a process', () => {
  it('tells when it was started', () => {
    expect(livingSince(stat('java', 'S', 40))).toBe('324703')
  })

  it('is read past a name with spaces and parentheses', () => {
    expect(livingSince(stat('odd) Z (name', 'S', 1))).toBe('324703')
  })

  it('is that of a living one while a killed process still has threads, which hold its ports', () => {
    expect(livingSince(stat('java', 'Z', 2))).toBe('324703')
  })

  it('is that of none once nothing but the entry is left', () => {
    expect(livingSince(stat('java', 'Z', 1))).toBeNull()
    expect(livingSince(stat('java', 'X', 1))).toBeNull()
  })
})
