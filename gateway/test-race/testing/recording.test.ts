import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import {
  ClientMessage,
  type Delta,
  decodeMessage,
  RaceState,
  ServerMessage,
  type Snapshot,
} from '../../protocol/index.ts'
import { type RecordedLine, recordedText } from './recording.ts'

const text = readFileSync(join(import.meta.dirname, '../../protocol/vectors/session.jsonl'), 'utf8')
const lines: RecordedLine[] = text
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
const said = lines.filter(({ from }) => from === 'server').map(({ json }) => json as ServerMessage)
const states = lines.filter(({ json: { type } }) => type === 'snapshot' || type === 'delta')

describe('the recorded session', () => {
  it('is what the test race gives: `node gateway/test-race/testing/write-recording.ts` writes it anew', () => {
    expect(text === recordedText()).toBe(true)
  })

  it('has no message that is not one of the protocol, either way (J-1)', () => {
    const [server, client] = [Compile(ServerMessage), Compile(ClientMessage)]
    const wrong = lines.filter(({ from, json }) => !(from === 'server' ? server : client).Check(json))
    expect(wrong).toEqual([])
    expect(new Set(lines.map(({ json }) => json.type)).size).toBeGreaterThan(7)
  })

  it('leads to the same state by either encoding, hash by hash (B-1, H-3, S-1)', () => {
    let json: RaceState | null = null
    let bin: RaceState | null = null
    for (const { json: message, hex } of states as { json: Snapshot | Delta; hex: string }[]) {
      const read = decodeMessage(Buffer.from(hex, 'hex'), bin)
      expect(read).toEqual(message)
      if (message.type === 'snapshot') [json, bin] = [new RaceState(message), new RaceState(read as Snapshot)]
      else {
        json!.apply(message)
        bin!.apply(read as Delta)
      }
      expect([json!.entities.hash, bin!.entities.hash]).toEqual([message.hash, message.hash])
    }
    const byId = (state: RaceState) => ({
      ...{ roster: state.roster, facts: state.facts, log: state.log, race: state.race },
      front: state.front.passages(),
    })
    expect(byId(bin!)).toEqual(byId(json!))
    expect(states.length).toBeGreaterThan(200)
  })

  it('comes back after the bye, and is sent what it missed as one delta (C-7, Q-2)', () => {
    const asked = lines.findLastIndex(({ json }) => json.type === 'subscribe')
    expect(lines[asked]!.json).toMatchObject({ resume: { seq: expect.any(Number) } })
    const [answer, patch] = lines.slice(asked + 1).map(({ json }) => json)
    expect([answer!.type, patch]).toMatchObject(['subscribed', { type: 'delta', since: expect.any(Number) }])
  })

  it('has a race that goes through its states and says that it is none (J-2)', () => {
    const races = said.flatMap((message) =>
      'race' in message && typeof message.race === 'object' ? [message.race] : [],
    )
    expect([...new Set(races.map(({ status }) => status))]).toEqual([
      'started',
      'finished',
      'official',
      'scheduled',
    ])
    expect(new Set(races.map(({ simulated }) => simulated))).toEqual(new Set([true]))
    expect(new Set(races.map(({ startTime }) => startTime)).size).toBe(3)
  })

  it('keeps the name of who is anonymous, and has unique bibs (J-3)', () => {
    const rosters = said.flatMap((message) => ('roster' in message && message.roster ? [message.roster] : []))
    for (const { name, club } of rosters.flat().filter(({ anonymous }) => anonymous))
      expect([name, club]).toEqual(['', ''])
    expect(rosters.flat().some(({ anonymous }) => anonymous)).toBe(true)
    for (const roster of rosters) expect(new Set(roster.map(({ bib }) => bib)).size).toBe(roster.length)
  })

  it('has a log without holes in each epoch, whose entries never change (J-4)', () => {
    const logs = new Map<number, Map<number, string>>()
    for (const { json } of states as { json: Snapshot | Delta }[]) {
      const log = logs.get(json.epoch) ?? new Map<number, string>()
      logs.set(json.epoch, log)
      for (const entry of json.log) {
        expect(log.get(entry.n) ?? JSON.stringify(entry)).toBe(JSON.stringify(entry))
        log.set(entry.n, JSON.stringify(entry))
      }
    }
    for (const log of logs.values())
      expect([...log.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: log.size }, (_, i) => i + 1))
    expect(logs.size).toBe(3)
  })

  it('says of each message where the time went, in order (J-5)', () => {
    for (const { json } of states as { json: Snapshot | Delta }[]) {
      const { measuredAt, publishedAt, pollStart, pollEnd, sentAt } = json.lag
      const times = [measuredAt!, publishedAt!, pollStart, pollEnd, sentAt]
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    }
  })
})
