import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gateway } from '@racecast/gateway/testing/server'
import { describe, expect, it } from 'vitest'
import { examples } from '../testing/programs.ts'

/** The address that the note tells one to enter. */
const note = readFileSync(join(examples, 'vmix/README.md'), 'utf8')
const [, address] = /http:\/\/localhost:8080(\/\S+)/.exec(note)!

describe('the data source for vMix', () => {
  it('has as many rows as were asked for, however few run, and the columns that the note names', async () => {
    const { app } = await gateway()
    const [header, ...rows] = (await app.inject(address!)).body.trimEnd().split('\r\n')
    expect(rows).toHaveLength(10)
    const [, named] = /The columns[^:]*: (.+?)\./s.exec(note)!
    const columns = [...named!.matchAll(/`(\w+)`/g)].map(([, name]) => name!)
    expect(columns.length).toBeGreaterThan(4)
    expect(columns.filter((name) => !header!.split(',').includes(name))).toEqual([])
  })
})
