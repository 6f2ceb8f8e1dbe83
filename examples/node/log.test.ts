import { join } from 'node:path'
import { gateway } from '@racecast/gateway/testing/server'
import { describe, expect, it } from 'vitest'
import { examples, Program } from '../testing/programs.ts'

const script = join(examples, 'node/log.mjs')
const has = (text: string) => (lines: readonly string[]) => lines.some((line) => line.includes(text))

describe('the example in Node', () => {
  it('prints every entry of the log once, also what came while it was away', async () => {
    const { race, app, listen } = await gateway()
    race.tick()
    const program = new Program(process.execPath, [script, await listen(), race.info.slug])
    await program.until(has('-- subscribed'))
    race.say({ log: [{ n: 1, kind: 'start', t: 1000, id: 3 }] })
    await program.until(has('00:00:01  103 Runner 3: start'))
    app.server.closeAllConnections()
    race.say({ log: [{ n: 2, kind: 'split', t: 300_000, id: 3, km: 1 }] })
    await program.until(has('103 Runner 3 passes 1 km'))
    expect(program.lines).toHaveLength(3)
    expect(await program.end()).toBe(0)
  })

  it('says so where there is no such race', async () => {
    const { listen } = await gateway()
    const program = new Program(process.execPath, [script, await listen(), 'nowhere'])
    const code = await new Promise((done) => program.child.once('close', done))
    expect([code, program.errors]).toEqual([1, expect.stringContaining('There is no race "nowhere"')])
  })
})
