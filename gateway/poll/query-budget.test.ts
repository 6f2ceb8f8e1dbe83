import { describe, expect, it } from 'vitest'
import { QueryBudget, queriesPerSecond } from './query-budget.ts'

describe('the query budget', () => {
  it('allows five queries in any second, however they fall', () => {
    const budget = new QueryBudget()
    const made: number[] = []
    for (let now = 0; now < 10_000; now += 7) {
      if (budget.waitMs(now) > 0) continue
      budget.spend(now)
      made.push(now)
    }
    for (const from of made) {
      expect(made.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(queriesPerSecond)
    }
    expect(made.length).toBeGreaterThan(45)
    expect(budget.spent).toBe(made.length)
  })

  it('says exactly how long to wait', () => {
    const budget = new QueryBudget()
    for (const now of [100, 200, 300, 400, 500]) budget.spend(now)
    expect(budget.waitMs(600)).toBe(500)
    expect(budget.waitMs(1099)).toBe(1)
    expect(budget.waitMs(1100)).toBe(0)
  })
})
