/** The first 32 bits of the fractional parts of the cube roots, or square roots, of the first primes (FIPS 180-4). */
function fractions(root: (prime: number) => number, count: number): Uint32Array {
  const found = new Uint32Array(count)
  for (let n = 2, i = 0; i < count; n++) {
    let isPrime = true
    for (let d = 2; d * d <= n; d++) isPrime &&= n % d !== 0
    if (isPrime) found[i++] = (root(n) % 1) * 2 ** 32
  }
  return found
}

const constants = fractions(Math.cbrt, 64)
const beginning = fractions(Math.sqrt, 8)
const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by))

/** SHA-256 (FIPS 180-4) as hex digits: at once, and where there is no node:crypto, so that a page can import courses, too. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const words = new DataView(padded.buffer)
  words.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  words.setUint32(padded.length - 4, bytes.length << 3)
  const hash = beginning.slice()
  const schedule = new Uint32Array(64)
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 64; i++) schedule[i] = i < 16 ? words.getUint32(at + 4 * i) : expanded(schedule, i)
    compress(hash, schedule)
  }
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('')
}

function expanded(schedule: Uint32Array, i: number): number {
  const [before, last] = [schedule[i - 15]!, schedule[i - 2]!]
  const s0 = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3)
  const s1 = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10)
  return schedule[i - 16]! + s0 + schedule[i - 7]! + s1
}

function compress(hash: Uint32Array, schedule: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = hash as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let i = 0; i < 64; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + schedule[i]!) | 0
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) hash[i]! += word
}
