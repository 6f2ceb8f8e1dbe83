import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { Wire } from '../fixtures/wire.ts'
import { type ClientMessage, CloseCode, type ServerMessage } from '../protocol/index.ts'
import { uniform } from '../protocol/testing/trace.ts'
import { nobodyWatches } from './feed-observer.ts'
import { createHub, type Hub } from './hub.ts'

const valid: readonly ClientMessage[] = [
  { type: 'subscribe', race: runId },
  {
    ...{
      type: 'subscribe',
      race: runId,
      topics: ['positions', 'board', 'log', 'roster', 'health'],
      every: 5,
    },
    ...{ bibs: ['101', '102'], rows: 10, delayMs: 3000, resume: { epoch: 1, seq: 2 } },
  },
  { type: 'pong', seq: 12, arrivedMs: 31, shownMs: 2010 },
  { type: 'time', sent: 1234.5 },
  { type: 'authorize', key: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl' },
]
const codes: ReadonlySet<number> = new Set(Object.values(CloseCode).map(({ code }) => code))

describe('what no client should send', () => {
  let time: VirtualTime
  let race: FakeRace
  let hub: Hub
  let witness: Wire

  beforeEach(() => {
    time = new VirtualTime()
    race = new FakeRace(3)
    race.newEpoch()
    const races = new FakeRaces(race)
    hub = createHub({
      get: (name) => races.get(name),
      lookUp: async () => undefined,
      clock: time,
      observer: nobodyWatches,
    })
    onTestFinished(() => hub.stop())
    witness = new Wire(hub)
    witness.say({ type: 'subscribe', race: runId })
    answerPings(witness.deliver())
  })

  function answerPings(messages: readonly ServerMessage[]): void {
    for (const message of messages)
      if (message.type === 'ping') witness.say({ type: 'pong', seq: message.seq })
  }
  /** A new viewer says this; answers with the code that it was closed with, or null. */
  function said(text: string): number | null {
    const wire = new Wire(hub)
    wire.send(text)
    wire.deliver()
    const { closedWith } = wire
    wire.cut()
    return closedWith
  }
  /** The witness has had every tick so far, and gets the next one, too. */
  function witnessIsServed(): void {
    const { delta } = race.tick()
    const messages = witness.deliver()
    expect(messages).toContainEqual(delta)
    answerPings(messages)
    time.pass(1000)
  }

  it('is closed with 4400 whatever prefix of a message it is', () => {
    for (const message of valid) {
      const text = JSON.stringify(message)
      expect(said(text)).not.toBe(CloseCode.badMessage.code)
      for (let length = 0; length < text.length; length++)
        expect(said(text.slice(0, length)), text.slice(0, length)).toBe(CloseCode.badMessage.code)
      witnessIsServed()
    }
  })

  it.each([
    [
      'null',
      'true',
      '0',
      '"subscribe"',
      '[]',
      '{}',
      '[{"type":"time","sent":1}]',
      '{"type":null}',
      '{"type":["time"]}',
    ],
    [1, true, null, {}, ['x'], ''].map((race) => JSON.stringify({ type: 'subscribe', race })),
    ['all', [], [1], ['positions', 'positions'], ['nothing']].map((topics) =>
      JSON.stringify({ type: 'subscribe', race: runId, topics }),
    ),
    [0, 2, -1, '1', 1.5, null].map((every) => JSON.stringify({ type: 'subscribe', race: runId, every })),
    [500, -1000, 121_000, '1000', 1e300].map((delayMs) =>
      JSON.stringify({ type: 'subscribe', race: runId, delayMs }),
    ),
    [1, {}, { epoch: 1 }, { epoch: -1, seq: 0 }, { epoch: 1, seq: 0.5 }, { epoch: '1', seq: 1 }].map(
      (resume) => JSON.stringify({ type: 'subscribe', race: runId, resume }),
    ),
    [[], [1], [''], ['x'.repeat(21)], Array.from({ length: 51 }, (_, i) => `${i}`)].map((bibs) =>
      JSON.stringify({ type: 'subscribe', race: runId, bibs }),
    ),
    ['1', null, 1.5].map((seq) => JSON.stringify({ type: 'pong', seq })),
    ['{"type":"time","sent":1e999}', '{"type":"time"}', '{"type":"time","sent":"1"}'],
  ])('is closed with 4400 where a value is of the wrong type or out of range: %s ...', (...texts) => {
    for (const text of texts) expect(said(text), text).toBe(CloseCode.badMessage.code)
    witnessIsServed()
  })

  it('is closed with a code of the table, or understood, in 10,000 mutations of messages', () => {
    const random = uniform(20261124)
    const below = (n: number) => Math.floor(random() * n)
    const seeds = valid.map((message) => JSON.stringify(message))
    const ends = new Map<number | null, number>()
    for (let run = 0; run < 10_000; run++) {
      let text = seeds[below(seeds.length)]!
      for (let change = 0; change <= below(4); change++) {
        const [at, other] = [below(text.length + 1), seeds[below(seeds.length)]!]
        text = [
          () => text.slice(0, at) + text.slice(at + 1 + below(8)),
          () => text.slice(0, at) + String.fromCharCode(below(0x3000)) + text.slice(at + 1),
          () => text.slice(0, at) + '{}[]",:-0e9'[below(11)] + text.slice(at),
          () => text.slice(0, at) + other.slice(below(other.length)),
          () => text.replace(/\d+/, String(2 ** below(80) - below(3))),
          () => text.replace(/"[^"]*"/, `"${'y'.repeat(below(6000))}"`),
        ][below(6)]!()
      }
      const code = said(text)
      ends.set(code, (ends.get(code) ?? 0) + 1)
      if (code !== null) expect(codes, text).toContain(code)
      if (run % 100 === 0) witnessIsServed()
    }
    expect(ends.get(CloseCode.badMessage.code)).toBeGreaterThan(5000)
    expect(ends.get(CloseCode.tooBig.code)).toBeGreaterThan(50)
    expect(ends.get(null)).toBeGreaterThan(100)
    expect(hub.census()).toMatchObject({ inStep: 1 })
    // Copies of the race for a delay that somebody asked for are kept for a minute.
    for (let s = 0; s <= 61; s++) time.pass(1000)
    expect(race.listeners).toBe(1)
  })
})
