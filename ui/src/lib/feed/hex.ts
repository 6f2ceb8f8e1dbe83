/** Bytes of a binary message that have a name of their own. */
export interface Mark {
  /** The first byte, and the one after the last. */
  from: number
  to: number
  name: string
  value: string
}

const sections = ['race', 'roster', 'front', 'log', 'positions'] as const

/**
 * The head of a binary message, part by part (SPEC B-7 to B-9); what follows it is one part. Only for bytes that the
 * decoder has taken: nothing is checked here.
 */
export function marksOf(bytes: Uint8Array): Mark[] {
  const marks: Mark[] = []
  let at = 0
  const mark = (name: string, length: number, value: string | number) => {
    marks.push({ from: at, to: at + length, name, value: String(value) })
    at += length
  }
  const uvar = (name: string, say: (value: number) => string | number = (value) => value) => {
    let length = 1
    while (bytes[at + length - 1]! >= 0x80) length++
    let value = 0
    for (let i = length - 1; i >= 0; i--) value = value * 128 + (bytes[at + i]! & 0x7f)
    mark(name, length, say(value))
  }
  const svar = (name: string) =>
    uvar(name, (folded) => `${folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2} ms`)
  const isDelta = bytes[0] === 2
  const flags = bytes[1] ?? 0
  mark('kind', 1, isDelta ? 'delta' : 'snapshot')
  const has = sections.filter((_, bit) => flags & (1 << bit))
  mark('flags', 1, isDelta ? has.join(', ') + (flags & 32 ? ' predicted' : '') || 'nothing' : 'lag')
  if (!isDelta) mark('reason', 1, bytes[2] ?? 0)
  uvar('epoch')
  uvar('seq')
  if (isDelta) uvar('seq - since')
  mark('hash', 4, [...bytes.subarray(at, at + 4)].map(twoDigits).join(''))
  uvar('sentAt', (ms) => new Date(ms).toISOString().slice(11, 23))
  svar('sentAt - pollEnd')
  svar('pollEnd - pollStart')
  if (flags & 128) svar('pollStart - publishedAt')
  if (flags & 64) svar('pollStart - measuredAt')
  if (at < bytes.length)
    mark(isDelta ? has.join(', ') : 'the whole state', bytes.length - at, `${bytes.length - at} bytes`)
  return marks
}

export const twoDigits = (byte: number): string => byte.toString(16).padStart(2, '0')

/** The character of a byte where it is one that can be printed, else a dot. */
export const printable = (byte: number): string =>
  byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·'
