/**
 * Kafka's own hash of a key (org.apache.kafka.common.utils.Utils.murmur2), as a signed 32-bit integer. Every
 * producer, whatever its language, has to agree on it: upsert sees only what is in one partition.
 */
export function murmur2(key: Buffer): number {
  const M = 0x5bd1e995
  const whole = key.length & ~3
  let hash = 0x9747b28c ^ key.length
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(key.readInt32LE(i), M)
    k ^= k >>> 24
    hash = Math.imul(hash, M) ^ Math.imul(k, M)
  }
  if (key.length > whole) {
    for (let i = key.length - 1; i >= whole; i--) hash ^= key[i]! << (8 * (i - whole))
    hash = Math.imul(hash, M)
  }
  hash ^= hash >>> 13
  hash = Math.imul(hash, M)
  return hash ^ (hash >>> 15)
}
