import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitReader } from './bit-reader.ts'
import { BitWriter, bitsOf } from './bit-writer.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { MalformedFrame } from './malformed-frame.ts'

const reading = (...bytes: number[]) => new ByteReader(Uint8Array.from(bytes))
const written = (write: (to: ByteWriter) => void) => {
  const to = new ByteWriter()
  write(to)
  return [...to.done()]
}
const breach = (read: () => unknown): Pick<MalformedFrame, 'offset' | 'rule'> => {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedFrame)
    return { offset: (error as MalformedFrame).offset, rule: (error as MalformedFrame).rule }
  }
  throw new Error('it was read')
}

describe('numbers in bytes', () => {
  it.each([
    [0, [0]],
    [127, [127]],
    [128, [0x80, 1]],
    [300, [0xac, 2]],
    [2 ** 31, [0x80, 0x80, 0x80, 0x80, 8]],
    [2 ** 53 - 1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 15]],
  ])('%i is %j (B-3)', (value, bytes) => {
    expect(written((to) => to.uvar(value))).toEqual(bytes)
    expect(reading(...bytes).uvar()).toBe(value)
  })

  it.each([
    [0, [0]],
    [-1, [1]],
    [1, [2]],
    [-64, [127]],
    [64, [0x80, 1]],
  ])('%i with a sign is %j (B-4)', (value, bytes) => {
    expect(written((to) => to.svar(value))).toEqual(bytes)
    expect(reading(...bytes).svar()).toBe(value)
  })

  it('come back, all that can be written (B-3, B-4)', () => {
    const numbers = fc.array(fc.tuple(fc.maxSafeNat(), fc.integer({ min: 1 - 2 ** 52, max: 2 ** 52 - 1 })))
    fc.assert(
      fc.property(numbers, (all) => {
        const from = reading(
          ...written((to) => {
            for (const [nat, signed] of all) {
              to.uvar(nat)
              to.svar(signed)
            }
          }),
        )
        expect(all.map(() => [from.uvar(), from.svar()])).toEqual(all)
        from.end()
      }),
      { seed: 1 },
    )
  })

  it.each([
    ['that are longer than they need to be', [0x80, 0]],
    ['that are too large', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 16]],
    ['that do not end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]],
  ])('are refused %s (B-3)', (_, bytes) => {
    expect(breach(() => reading(...bytes).uvar())).toEqual({ offset: 0, rule: 'B-3' })
  })

  it('are not written where they are fractions, negative or too large (B-3, B-4)', () => {
    for (const value of [0.5, -1, 2 ** 53, Number.NaN]) {
      expect(() => new ByteWriter().uvar(value)).toThrow(RangeError)
    }
    for (const value of [0.5, 2 ** 52, -(2 ** 52), Number.NaN]) {
      expect(() => new ByteWriter().svar(value)).toThrow(RangeError)
    }
  })
})

describe('texts', () => {
  it('are UTF-8 after their length, byte order marks and all (B-5)', () => {
    const text = '\ufeffZoë سباق 🏁'
    const bytes = written((to) => to.text(text))
    expect(bytes[0]).toBe(bytes.length - 1)
    expect(reading(...bytes).text()).toBe(text)
  })

  it.each([
    ['a byte that is never one', [1, 0xff]],
    ['half a character', [1, 0xc3]],
    ['a surrogate', [3, 0xed, 0xa0, 0x80]],
    ['a character longer than it needs to be', [2, 0xc0, 0x80]],
  ])('are refused that have %s (B-5)', (_, bytes) => {
    expect(breach(() => reading(...bytes).text())).toEqual({ offset: 1, rule: 'B-5' })
  })

  it('and lists are refused that the rest of the message has no room for (B-6)', () => {
    expect(breach(() => reading(3, 65, 65).text())).toEqual({ offset: 0, rule: 'B-6' })
    const huge = written((to) => to.uvar(2 ** 50))
    expect(breach(() => reading(...huge, 1, 2, 3).count(1))).toEqual({ offset: 0, rule: 'B-6' })
    expect(reading(3, 1, 2, 3, 4, 5, 6).count(2)).toBe(3)
  })
})

describe('numbers in bits', () => {
  const bitsOfText = (bits: string) =>
    reading(...(bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)))

  it.each([
    [0, 0, '0'],
    [3, 0, '1110'],
    [9, 2, '11001'],
    [-5, 2, '11001'],
    [20 * 4, 2, `${'1'.repeat(20)}${(80).toString(2).padStart(34, '0')}`],
  ])('%i with parameter %i is %s (B-16)', (value, parameter, bits) => {
    const folded = value < 0 ? -2 * value - 1 : value
    const bytes = written((to) => {
      const writer = new BitWriter(to)
      writer.number(folded, parameter)
      writer.end()
    })
    const shown = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
    expect(shown).toBe(bits.padEnd(shown.length, '0'))
    expect(bitsOf(folded, parameter)).toBe(bits.length)
    const reader = new BitReader(bitsOfText(bits))
    expect(value < 0 ? reader.signed(parameter) : reader.number(parameter)).toBe(value)
  })

  it('come back, in any mixture with bits and runs of ones (B-16)', () => {
    const numbers = fc.tuple(
      fc.oneof(fc.nat({ max: 3000 }), fc.integer({ min: 0, max: 2 ** 34 - 1 })),
      fc.nat(31),
    )
    const runs = fc.tuple(fc.nat(4), fc.nat({ max: 2 ** 24 - 1 }))
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, runs)), (all) => {
        const to = new ByteWriter()
        const writer = new BitWriter(to)
        for (const [[number, parameter], [ones, raw]] of all) {
          writer.number(number, parameter)
          writer.ones(ones, 4)
          writer.bits(raw, 24)
        }
        writer.end()
        to.u8(77)
        const from = new ByteReader(to.done())
        const reader = new BitReader(from)
        for (const [[number, parameter], [ones, raw]] of all) {
          expect([reader.number(parameter), reader.ones(4), reader.bits(24)]).toEqual([number, ones, raw])
        }
        reader.end()
        expect(from.u8()).toBe(77)
        from.end()
      }),
      { seed: 2 },
    )
  })

  it.each([
    ['written out although they are short', `${'1'.repeat(20)}${(79).toString(2).padStart(34, '0')}`, 'B-16'],
    ['that end too early', '11111111', 'B-2'],
  ])('are refused %s (B-2, B-16)', (_, bits, rule) => {
    expect(breach(() => new BitReader(bitsOfText(bits)).number(2)).rule).toBe(rule)
  })

  it('end with zeros to a whole byte (B-16)', () => {
    const reader = new BitReader(bitsOfText('10000001'))
    reader.bits(3)
    expect(breach(() => reader.end()).rule).toBe('B-16')
  })
})
