import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryRecord, fixRow, GUN, raceRecord } from '../contract/index.ts'
import { chunked, entryMessage, fixMessage, isOfRace, raceMessage, readRace } from './messages.ts'

const runId = randomUUID()

describe('a message', () => {
  it('of a fix has the key runId:competitorId and the columns of the table as fields', () => {
    const fix = fixRow(runId, 551_870, 1000)
    const { key, value } = fixMessage(fix)
    expect(String(key)).toBe(`${runId}:551870`)
    expect(JSON.parse(String(value))).toEqual(fix)
  })

  it('of an entry has the key of its fixes', () => {
    expect(entryMessage(entryRecord(runId, 7)).key).toEqual(fixMessage(fixRow(runId, 7, 0)).key)
  })

  it('of a race has the key runId, and its parts as texts that read back as the same race', () => {
    const race = raceRecord({ runId, name: '東京 🏃', pauses: [{ from: GUN, to: null }] })
    const { key, value } = raceMessage(race)
    expect(String(key)).toBe(runId)
    expect(JSON.parse(String(value))).toMatchObject({ pauses: `[{"from":${GUN},"to":null}]`, plan: 'null' })
    expect(readRace(value)).toEqual(race)
  })

  it('belongs to a race by its key, whole', () => {
    expect(isOfRace(fixMessage(fixRow(runId, 1, 0)).key, runId)).toBe(true)
    expect(isOfRace(fixMessage(fixRow(randomUUID(), 1, 0)).key, runId)).toBe(false)
    expect(isOfRace(Buffer.from(runId), runId)).toBe(false)
    expect(isOfRace(null, runId)).toBe(false)
  })
})

describe('chunks', () => {
  const ofSize = (bytes: number) => ({ key: Buffer.alloc(0), value: Buffer.alloc(bytes) })

  it('keep all messages in order, each chunk under the limit unless one message alone is over it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300)), fc.integer({ min: 100, max: 1000 }), (sizes, limit) => {
        const messages = sizes.map(ofSize)
        const chunks = chunked(messages, limit)
        expect(chunks.flat()).toEqual(messages)
        for (const chunk of chunks) {
          const bytes = chunk.reduce((sum, { value }) => sum + value.length, 0)
          expect(chunk.length === 1 || bytes <= limit).toBe(true)
          expect(chunk.length).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('are few: ten thousand fixes are four megabytes and make five', () => {
    const fixes = Array.from({ length: 10_000 }, (_, i) => fixMessage(fixRow(runId, i + 1, 1000)))
    expect(chunked(fixes, 1_000_000)).toHaveLength(5)
  })
})
