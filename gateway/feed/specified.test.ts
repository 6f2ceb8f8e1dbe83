import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { gateway } from '../fixtures/gateway.ts'
import { raceInfo } from '../fixtures/race.ts'
import { ClientMessage, CloseCode, errorCodes, raceTimeAt, ServerMessage } from '../protocol/index.ts'

const spec = readFileSync(join(import.meta.dirname, '../SPEC.md'), 'utf8')
const section = (name: string) => spec.split(`\n## ${name}\n`)[1]!.split('\n## ')[0]!
const rule = (id: string) => spec.split(`**${id}**`)[1]!.split('\n**')[0]!
const kindsOf = (union: typeof ServerMessage | typeof ClientMessage) =>
  union.anyOf.map(({ properties }) => properties.type.const).sort()

describe('the specification', () => {
  it('has the close codes that the server uses, and what a client does at each (X-1)', () => {
    const rows = [...section('Close codes').matchAll(/^\| (\d{4}) \| .*? \| (comes back|gives up)/gm)]
    const table = Object.fromEntries(rows.map(([, code, does]) => [code, does === 'comes back']))
    const used = Object.values(CloseCode).map(({ code, reconnect }) => [code, reconnect])
    expect(table).toEqual(Object.fromEntries(used))
  })

  it('names every error that is told before a close (X-3)', () => {
    const names = [...rule('X-3').matchAll(/`(\w+)` \((\d{4})/g)].map(([, name, code]) => [
      name,
      Number(code),
    ])
    expect(names).toEqual(errorCodes.map((name) => [name, CloseCode[name].code]))
  })

  it('names every kind of message (J-1)', () => {
    const [ofServer, ofClient] = rule('J-1').split('What a client sends:')
    const named = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()
    expect(named(ofServer!)).toEqual(kindsOf(ServerMessage))
    expect(named(ofClient!)).toEqual(kindsOf(ClientMessage))
  })
})

describe('the feed', () => {
  it('takes binary where both are offered, and then says everything but snapshot and delta in text (C-1, C-2, B-1)', async () => {
    const { listen, race } = await gateway()
    const ws = new WebSocket(await listen(), ['racecast.v1.json', 'racecast.v1.bin'])
    onTestFinished(() => ws.terminate())
    const text: string[] = []
    const binary: number[] = []
    const enough = Promise.withResolvers<void>()
    ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) binary.push(data[0]!)
      else text.push(JSON.parse(String(data)).type)
      if (text.at(-1) === 'ping' && binary.length === 1) race.tick()
      if (binary.length === 2) enough.resolve()
    })
    await once(ws, 'open')
    ws.send(JSON.stringify({ type: 'subscribe', race: raceInfo.slug }))
    await enough.promise
    expect([ws.protocol, text, binary]).toEqual([
      'racecast.v1.bin',
      ['welcome', 'subscribed', 'ping'],
      [1, 2],
    ])
  })

  it('counts race time from the gun, without pauses (T-2)', () => {
    const race = { startTime: 1000, pauses: [{ from: 5000, to: 7000 }] }
    expect([0, 1000, 6000, 7500].map((at) => raceTimeAt(race, at))).toEqual([-1000, 0, 4000, 4500])
  })
})
