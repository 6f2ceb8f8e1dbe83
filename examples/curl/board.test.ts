import { join } from 'node:path'
import { gateway } from '@racecast/gateway/testing/server'
import { expect, it } from 'vitest'
import { examples, Program } from '../testing/programs.ts'

it('the example for curl prints the board of each second as an event', async () => {
  const { race, listen } = await gateway()
  race.tick()
  const origin = (await listen()).replace(/^ws/, 'http').replace(/\/feed$/, '')
  const program = new Program('sh', [join(examples, 'curl/board.sh'), origin, race.info.slug])
  await program.until((lines) => lines.includes('event: board'))
  race.say({ log: [{ n: 1, kind: 'start', t: 1000, id: 3 }] })
  await program.until((lines) => lines.some((line) => line.includes('"kind":"start"')))
  const data = program.lines[program.lines.indexOf('event: board') + 1]!
  expect(JSON.parse(data.slice('data: '.length)).rows).toHaveLength(3)
})
