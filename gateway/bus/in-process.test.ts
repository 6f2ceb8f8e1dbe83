import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runId, startSnapshot } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import type { Bus } from './bus.ts'
import { openBus } from './index.ts'
import { busContract } from './testing/contract.ts'

let folder: string
let file: string
let clock: VirtualTime
let opened: Bus[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'racecast-bus-'))
  file = join(folder, 'gateway.db')
  clock = new VirtualTime()
  opened = []
})

afterEach(async () => {
  await Promise.allSettled(opened.map((bus) => bus.close()))
  rmSync(folder, { recursive: true })
})

function open(): Bus {
  const bus = openBus({ url: `sqlite:${file}`, clock })
  opened.push(bus)
  return bus
}

busContract('in process, on a file', () => ({
  open,
  pass: async (ms) => clock.pass(ms),
  heard: async () => {},
  async failNextWrite() {
    const db = new DatabaseSync(file)
    // The last thing that a publication writes: everything before it has to be undone.
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON memory BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
    db.close()
    return async () => {}
  },
}))

describe('the file of the bus', () => {
  it('of another version is refused, with what to do', () => {
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(open).toThrow(/gateway\.db has version 99.*move the file away/)
  })

  it('of the version before is brought up to date, with what it holds', async () => {
    const before = open()
    await before.publish((await before.acquire(runId))!, {
      ...{ frame: null, keyframe: startSnapshot(), memory: 'kept' },
    })
    await before.close()
    const db = new DatabaseSync(file)
    db.exec('DROP TABLE note; PRAGMA user_version = 1')
    db.close()
    const bus = open()
    expect(await bus.note('colours', new Map([['a', 'red']]))).toBe(true)
    expect(await bus.checkpoint(runId)).toMatchObject({ memory: 'kept' })
  })

  it('with an unreadable checkpoint has none', async () => {
    const bus = open()
    const lease = (await bus.acquire(runId))!
    await bus.publish(lease, { frame: null, keyframe: startSnapshot(), memory: '{}' })
    const db = new DatabaseSync(file)
    db.exec(`UPDATE keyframe SET json = '{"type":'`)
    db.close()
    expect(await bus.checkpoint(runId)).toBeNull()
  })

  it('is named by a URL whose scheme is known', () => {
    expect(() => openBus({ url: 'carrier-pigeon:loft', clock })).toThrow(
      /BUS_URL is "carrier-pigeon:loft".*sqlite:PATH/,
    )
  })
})

describe('a damaged file of the bus', () => {
  const warned: object[] = []
  const log = { info() {}, error() {}, warn: (details: object) => warned.push(details) }

  function openLogged(): Bus {
    warned.length = 0
    const bus = openBus({ url: `sqlite:${file}`, clock, log })
    opened.push(bus)
    return bus
  }

  it('that is no database is moved aside, and a new one begun', async () => {
    writeFileSync(file, 'not a database, whatever its name says; '.repeat(100))
    const bus = openLogged()
    const aside = `${file}.damaged-${clock.ms}`
    expect(readFileSync(aside, 'utf8')).toContain('not a database')
    expect(warned).toMatchObject([{ file, aside }])
    const lease = (await bus.acquire(runId))!
    expect(await bus.publish(lease, { frame: null, keyframe: startSnapshot(), memory: '{}' })).toBe(true)
    expect(await bus.checkpoint(runId)).toMatchObject({ memory: '{}' })
  })

  it('with damaged pages has no checkpoint, and takes the next', async () => {
    const before = openLogged()
    const publication = { frame: null, keyframe: startSnapshot(200), memory: '{}' }
    await before.publish((await before.acquire(runId))!, publication)
    await before.close()
    // Everything but the first page, which holds the header and the names of the tables.
    const page = 4096
    const bytes = readFileSync(file)
    expect(statSync(file).size).toBeGreaterThan(3 * page)
    writeFileSync(file, bytes.fill(0xa5, page))
    clock.pass(1000)
    const bus = openLogged()
    const lease = (await bus.acquire(runId))!
    expect(await bus.checkpoint(runId)).toBeNull()
    expect(warned).toHaveLength(1)
    expect(readdirSync(folder)).toContain(`gateway.db.damaged-${clock.ms}`)
    expect(await bus.publish(lease, publication)).toBe(true)
    expect(await bus.checkpoint(runId)).not.toBeNull()
  })

  it('found while publishing ends the lease, so that the race is begun again', async () => {
    const bus = openLogged()
    const publication = { frame: null, keyframe: startSnapshot(200), memory: '{}' }
    const lease = (await bus.acquire(runId))!
    await bus.publish(lease, publication)
    const db = new DatabaseSync(file)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    writeFileSync(file, readFileSync(file).fill(0xa5, 4096))
    expect(await bus.publish(lease, publication)).toBe(false)
    expect(warned).toHaveLength(1)
    clock.pass(1)
    expect((await bus.acquire(runId))!.fence).toBeGreaterThan(lease.fence)
    expect(await bus.publish((await bus.acquire(runId))!, publication)).toBe(true)
  })
})

describe('the in-process bus', () => {
  it('passes a frame on to the others when one listener throws, and says so loudly', async () => {
    const bus = open()
    const lease = (await bus.acquire(runId))!
    const heard: number[] = []
    const loud = new Promise<unknown>((resolve) => process.once('uncaughtException', resolve))
    const interrupted = () => {}
    const published = () => {
      throw new Error('a defect')
    }
    bus.subscribe(runId, { published, interrupted })
    bus.subscribe(runId, { published: () => heard.push(1), interrupted })
    expect(await bus.publish(lease, { frame: null, keyframe: startSnapshot(), memory: '{}' })).toBe(true)
    expect(heard).toEqual([1])
    expect(String(await loud)).toContain('a defect')
  })
})
