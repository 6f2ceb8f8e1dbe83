import { randomUUID } from 'node:crypto'
import { EntryRecord } from '@racecast/pinot/events'
import { Value } from 'typebox/value'
import { expect, it } from 'vitest'
import { inventEntries } from './invented-entries.ts'

it('invents valid entries with bibs from 1, the same for the same seed', () => {
  const entries = inventEntries(2000, 1, 3)
  for (const entry of entries) Value.Assert(EntryRecord, { ...entry, runId: randomUUID(), updatedAt: 1 })
  expect(entries.map(({ bib }) => bib)).toEqual(entries.map((_, i) => String(i + 1)))
  expect(entries).toEqual(inventEntries(2000, 1, 3))
  expect(entries).not.toEqual(inventEntries(2000, 1, 4))
})

it('invents names of many people, some long and some in other scripts', () => {
  const names = inventEntries(2000, 1, 3).map(({ name }) => name)
  expect(new Set(names).size).toBeGreaterThan(1500)
  expect(names.some((name) => name.length > 40)).toBe(true)
  expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true)
  expect(names.some((name) => /\p{Script=Arabic}/u.test(name))).toBe(true)
})

it('divides a field into waves by bib', () => {
  expect(inventEntries(5, 2, 1).map(({ wave }) => wave)).toEqual(['1', '1', '1', '2', '2'])
})
