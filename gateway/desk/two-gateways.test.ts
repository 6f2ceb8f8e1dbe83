import { redisIsMissing } from '@racecast/infra/stack/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type OnRedis, onRedis } from '../bus/testing/on-redis.ts'
import { systemClock } from '../clock.ts'
import { createAcknowledgements } from './acknowledgement.ts'
import { createAudit } from './audit.ts'
import { createPresence, type Operator } from './presence.ts'

const race = '3f0e2f5c-5d3c-4a57-9f0e-0f1a2b3c4d5e'
const silent = { info() {}, warn() {}, error() {} }
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 10 })

describe.skipIf(redisIsMissing)('the desks of two gateways on one Redis', () => {
  let on: OnRedis
  beforeAll(async () => {
    on = await onRedis()
  })
  afterEach(() => on.closeBuses())
  afterAll(() => on.end())

  const start = () => {
    const bus = on.open()
    const options = { bus, clock: systemClock, log: silent }
    const audit = createAudit(options)
    onTestFinished(() => audit.close())
    return { bus, audit, acknowledgements: createAcknowledgements(bus), presence: createPresence(options) }
  }

  it('write orders into one log, numbered without holes, however many come at once', async () => {
    const [a, b] = [start(), start()]
    const told: string[] = []
    onTestFinished(
      b.audit.onEntries(race, (entries) => told.push(...entries.map(({ n, outcome }) => `${n} ${outcome}`))),
    )
    await on.heard(b.bus)
    const order = (operator: string, bib: number) => ({
      operator,
      action: 'standing' as const,
      race,
      bib: String(bib),
    })
    const work = async () => ({ answer: null, before: 'entered', after: 'DNF' })
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? a : b).audit.carryOut(order(i % 2 ? 'Ada' : 'Bo', i), work),
      ),
    )
    const entries = await a.audit.list(race, 1, 100)
    expect(entries.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(new Set(entries.map(({ bib }) => bib)).size).toBe(20)
    expect(await b.audit.list(race, 1, 100)).toEqual(entries)
    await until(() => expect(told.filter((one) => one.endsWith('done'))).toHaveLength(20))
  })

  it('show each other who is there and who has seen to what', async () => {
    const [a, b] = [start(), start()]
    let there: Operator[] = []
    const names = () => there.map(({ name }) => name)
    onTestFinished(
      a.presence.join(race, 'Ada', (operators) => {
        there = operators
      }),
    )
    const leave = b.presence.join(race, 'Bo', () => {})
    const second = b.presence.join(race, 'Bo', () => {})
    await until(() => expect(names().sort()).toEqual(['Ada', 'Bo']))
    second()
    const ack = { id: 3, bib: '3', kind: 'lost' as const, since: 61_000, operator: 'Bo', at: 1 }
    const told: unknown[] = []
    onTestFinished(a.acknowledgements.on(race, (given) => told.push(...given)))
    await on.heard(a.bus)
    await b.acknowledgements.put(race, ack)
    await until(() => expect(told).toEqual([ack]))
    expect(names()).toContain('Bo')
    leave()
    await until(() => expect(names()).toEqual(['Ada']))
    expect(await a.acknowledgements.list(race)).toEqual([ack])
  })
})
