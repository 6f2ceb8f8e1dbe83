import { nobodyWatches } from '../../feed/feed-observer.ts'
import { createHub } from '../../feed/hub.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import { Wire, wireMessages } from '../../fixtures/wire.ts'
import type { ClientMessage, ServerMessage } from '../../protocol/index.ts'
import { moments } from '../cast.ts'
import { TestRace } from '../test-race.ts'

/** A message of the recorded session. */
export interface RecordedLine {
  /** ms since the session began. */
  at: number
  from: 'server' | 'client'
  /** Positions by ascending id, as they are in binary. */
  json: ServerMessage | ClientMessage
  /** The same as it is in racecast.v1.bin, where that is a binary message. */
  hex?: string
}

/** From before the gun is corrected until the next lap has begun, s of the lap. */
const [from, until] = [20, moments.lap + 8]
const start = 5_866_667 * moments.lap * 1000

/** So long it takes its time to come back, s. */
const away = 4

/** What one viewer of the test race says and hears: sent away once, it comes back with what it holds. */
export function recorded(): RecordedLine[] {
  const time = new VirtualTime(start + from * 1000 + 50)
  const race = new TestRace(time)
  const hub = createHub({
    ...{ get: () => race, lookUp: async () => race, clock: time, observer: nobodyWatches },
  })
  race.onBye(() => hub.bye(race.info.runId))
  const lines: RecordedLine[] = []
  const at = () => time.ms - start - from * 1000 - 50
  let held: { epoch: number; seq: number } | null = null
  let wires: readonly [json: Wire, bin: Wire] | null = null

  function say(json: ClientMessage): void {
    lines.push({ at: at(), from: 'client', json })
    for (const wire of wires!) wire.say(json)
  }
  function open(): void {
    wires = [new Wire(hub, 'json'), new Wire(hub, 'bin')]
    hear()
    say({ type: 'subscribe', race: 'test', ...(held && { resume: held }) })
  }
  function hear(): void {
    const [json, bin] = wires!.map(taken) as [(string | Buffer)[], (string | Buffer)[]]
    for (const [i, text] of json.entries()) {
      const message: ServerMessage = JSON.parse(String(text))
      if ('positions' in message) message.positions.sort((a, b) => a[0] - b[0])
      const other = bin[i]!
      lines.push({
        ...{ at: at(), from: 'server', json: message },
        ...(typeof other !== 'string' && { hex: other.toString('hex') }),
      })
      if (message.type === 'ping') say({ type: 'pong', seq: message.seq })
      else if (message.type === 'snapshot' || message.type === 'delta')
        held = { epoch: message.epoch, seq: message.seq }
      else if (message.type === 'bye') wires = null
    }
  }

  for (let s: number = from; s < until; s++) {
    if (s === from || s === moments.bye + away) open()
    if (wires) hear()
    time.pass(1000)
    if (wires) hear()
  }
  hub.stop()
  return lines
}

/** What a wire was written since it was asked last, message by message. */
function taken(wire: Wire): (string | Buffer)[] {
  const messages = wire.writes.flatMap((piece) => wireMessages(piece))
  wire.writes.length = 0
  wire.deliver()
  return messages
}

/** As the file holds it: a message a line. */
export const recordedText = () =>
  `${recorded()
    .map((line) => JSON.stringify(line))
    .join('\n')}\n`
