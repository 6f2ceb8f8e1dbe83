import type { Snapshot } from '../index.ts'
import { encodePatch, encodeSnapshot } from '../index.ts'
import { BitWriter } from '../wire/bit-writer.ts'
import { bytes, inFull, none, svars, uvars, type Write, written } from '../wire/testing/pieces.ts'
import { rareSnapshot } from './rare.ts'
import { hexOf } from './recorded.ts'

/** A message that is none, and the rule that it breaks. To be read by who holds `rareSnapshot`. */
interface MalformedMessage {
  what: string
  rule: string
  hex: string
}

const text =
  (value: string): Write =>
  (to) =>
    to.text(value)

const { epoch, seq } = rareSnapshot
const noLag = [uvars(0), svars(0, 0)]
const head = [uvars(epoch, seq + 1, 1), bytes(0, 0, 0, 0), ...noLag]
/** A delta that follows what is held; flags 1 race, 2 roster, 4 front, 8 log, 16 positions, 48 predicted. */
const delta = (flags: number, ...sections: Write[]) => written(bytes(2, flags), ...head, ...sections)
const race = (value: unknown) => delta(1, text(JSON.stringify(value)))
const roster = (value: unknown) => delta(2, text(JSON.stringify(value)))
const log = (...entry: Write[]) => delta(8, uvars(1), ...entry)
const facts = (count: number, ...rest: Write[]): Uint8Array =>
  written(
    bytes(1, 0, 0),
    ...[uvars(epoch, seq), bytes(0, 0, 0, 0), ...noLag],
    ...[text(JSON.stringify(rareSnapshot.race)), text('[["id"]]'), uvars(0)],
    ...[uvars(count), ...rest, uvars(0), uvars(0)],
  )
const positions = (...one: Write[]) => delta(16, uvars(1), ...one)
/** Nobody has a fix but the last, of whom this is said; all parameters are 8. */
function predicted(
  said: (bits: BitWriter) => void,
  { time = 61_000, fixMs = 0, kinds = [0, 1, 2, 3, 4], fresh = [uvars(0)] } = {},
): Uint8Array {
  const bits: Write = (to) => {
    const all = new BitWriter(to)
    all.bits(0, 1)
    for (const kind of kinds) all.bits(kind, 3)
    for (let field = 0; field < 6; field++) all.bits(8, 5)
    for (let others = rareSnapshot.positions.length - 1; others > 0; others--) all.ones(0, 4)
    said(all)
    all.end()
  }
  return delta(48, svars(time), uvars(fixMs), bits, ...fresh)
}
/** Changed, by a number that has 20 ones and 34 bits where a shorter form would do. */
function tooLong(bits: BitWriter): void {
  bits.ones(2, 4)
  bits.ones(20, 20)
  bits.bits(0, 17)
  bits.bits(5, 17)
}

const changed = (message: Uint8Array, at: number, value: number) => message.with(at, value)
const followed = encodePatch({
  ...{ type: 'delta', epoch, seq: seq + 1, hash: 0, lag: rareSnapshot.lag, log: [] },
  positions: [[11, 100_300, 61_000, 3000, 2910, 0]],
})
const snapshot = encodeSnapshot(rareSnapshot)
const { slug: _, ...nameless } = rareSnapshot.race as Snapshot['race']
const filled = predicted(none)

const messages: [what: string, rule: string, message: Uint8Array][] = [
  ['nothing', 'B-2', new Uint8Array(0)],
  ['a kind that there is not', 'B-2', changed(followed, 0, 3)],
  ['an end that is missing', 'B-2', followed.subarray(0, -1)],
  ['a byte left over', 'B-2', Uint8Array.from([...followed, 0])],
  ['bits that end too early', 'B-2', delta(48, svars(61_000), uvars(0), bytes(0))],
  ['a number in a longer form', 'B-3', written(bytes(2, 0), uvars(epoch), bytes(0xe5, 0x80, 0))],
  ['a number of nine bytes', 'B-3', written(bytes(2, 0), bytes(...Array(8).fill(0x81), 1))],
  ['a number of 2^53', 'B-3', written(bytes(2, 0), bytes(...Array(7).fill(0x80), 0x10))],
  ['a text that is not UTF-8', 'B-5', delta(1, bytes(2, 0xc3, 0x28))],
  ['a text that is longer than the message', 'B-6', delta(1, uvars(2 ** 40), bytes(0x7b))],
  ['more elements than there is room for', 'B-6', delta(16, uvars(2 ** 32))],
  ['predictions without positions', 'B-7', delta(32)],
  [
    'a delta that follows itself',
    'B-7',
    written(bytes(2, 0), uvars(epoch, 5, 0), bytes(0, 0, 0, 0), ...noLag),
  ],
  ['a delta that follows -1', 'B-7', written(bytes(2, 0), uvars(epoch, 5, 6), bytes(0, 0, 0, 0), ...noLag)],
  ['flags of a snapshot that there are not', 'B-8', changed(snapshot, 1, snapshot[1]! | 1)],
  ['a reason that there is not', 'B-8', changed(snapshot, 2, 6)],
  [
    'a time of the lag beyond 2^53',
    'B-9',
    written(bytes(2, 0), uvars(epoch, seq + 1, 1), bytes(0, 0, 0, 0), uvars(2 ** 53 - 1), svars(0, -1)),
  ],
  ['a race that is not JSON', 'B-10', delta(1, text('{'))],
  ['a race without a slug', 'B-10', race(nameless)],
  ['a race of no such status', 'B-10', race({ ...rareSnapshot.race, status: 'begun' })],
  ['a roster that is no table', 'B-10', roster({})],
  ['an entry without a bib', 'B-10', roster([['id'], [11]])],
  ['a kind of log entry that there is not', 'B-11', log(bytes(9, 0, 2))],
  ['a log entry with an unknown bit', 'B-11', log(bytes(32, 0, 2))],
  ['a standing that there is not', 'B-11', log(bytes(5, 0, 2, 4))],
  ['a status that there is not', 'B-11', log(bytes(6, 0, 5))],
  ['a correction of a standing', 'B-11', log(bytes(8, 0, 2, 1, 5, 0, 0))],
  ['a correction of entry 0', 'B-19', log(bytes(8, 0, 2, 0, 0, 0, 0))],
  ['a split at 0 km', 'B-19', log(bytes(1, 0, 2, 0))],
  ['a split beyond any course', 'B-19', log(bytes(1, 0, 2), uvars(21_475))],
  ['a log entry of nobody', 'B-19', log(bytes(0, 0, 0))],
  ['a cell beyond any course', 'B-12', delta(4, uvars(1, 2_147_485), svars(5))],
  ['facts of one competitor twice', 'B-13', facts(2, bytes(2, 0, 0, 0))],
  ['facts that there are none of', 'B-13', facts(1, bytes(2, 32))],
  ['off the course at 0, 0, in full', 'B-14', positions(bytes(1), svars(0, 0, 0, 0), bytes(2), svars(0, 0))],
  ['a distance beyond 32 bits', 'B-19', positions(bytes(0), svars(2 ** 31, 0, 0, 0), bytes(0))],
  ['a speed beyond 32 bits', 'B-19', positions(bytes(0), svars(0, 0, 2 ** 31 - 1, 1), bytes(0))],
  ['flags beyond 31 bits', 'B-19', positions(bytes(0), svars(0, 0, 0, 0), uvars(2 ** 31))],
  ['an id of 2^52', 'B-19', positions(uvars(2 * (2 ** 52 - 1)), svars(0, 0, 0, 0), bytes(0))],
  [
    'a latitude beyond the pole',
    'B-19',
    positions(bytes(1), svars(0, 0, 0, 0), bytes(2), svars(90_000_001, 0)),
  ],
  ['more than a minute between fixes', 'B-15', predicted(none, { fixMs: 60_001 })],
  [
    'somebody new who is known',
    'B-15',
    predicted(none, { fresh: [uvars(1, 2 * 10), svars(0, 0, 0, 0), uvars(0)] }),
  ],
  ['a number of bits in a longer form', 'B-16', predicted(tooLong)],
  ['bits that are not filled with zeros', 'B-16', changed(filled, filled.length - 2, filled.at(-2)! | 1)],
  ['a kind twice in the order', 'B-17', predicted(none, { kinds: [0, 1, 2, 3, 3] })],
  ['off the course at 0, 0, predicted', 'B-18', predicted(inFull(1, 0, 0, 0))],
  ['a time of the fixes beyond 32 bits', 'B-19', predicted(none, { time: 2 ** 31 })],
  ['a predicted distance beyond 32 bits', 'B-19', predicted(inFull(0, 2 ** 33))],
]

export function malformed(): MalformedMessage[] {
  return messages.map(([what, rule, message]) => ({ what, rule, hex: hexOf(message) }))
}
