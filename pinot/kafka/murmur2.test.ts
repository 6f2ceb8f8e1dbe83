import fc from 'fast-check'
import kafkajs from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { murmur2 } from './murmur2.ts'

/** key, and what org.apache.kafka.common.utils.Utils.murmur2 of Kafka 4.3 makes of it; partition of 2, 7 and 12. */
const JAVA: [string, number, number, number, number][] = [
  ['', 275646681, 1, 2, 9],
  ['a', -1563381124, 0, 5, 4],
  ['ab', 316155434, 0, 0, 2],
  ['abc', 479470107, 1, 4, 3],
  ['abcd', -1323649548, 0, 5, 8],
  ['21', -973932308, 0, 3, 0],
  ['foobar', -790332482, 0, 0, 6],
  ['a-little-bit-long-string', -985981536, 0, 1, 8],
  ['a-little-bit-longer-string', -1486304829, 1, 0, 11],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971, 1, 3, 5],
  ['0d5c2c1e-6f7a-4b3e-9a51-3f2b8c7d6e5f', 17365729, 1, 3, 1],
  ['0d5c2c1e-6f7a-4b3e-9a51-3f2b8c7d6e5f:1', -1635454775, 1, 6, 9],
  ['0d5c2c1e-6f7a-4b3e-9a51-3f2b8c7d6e5f:2', -1164120664, 0, 2, 4],
  ['0d5c2c1e-6f7a-4b3e-9a51-3f2b8c7d6e5f:10', 1062032977, 1, 5, 1],
  ['0d5c2c1e-6f7a-4b3e-9a51-3f2b8c7d6e5f:551870', -2130237480, 0, 2, 8],
  ['0d5c2c1e-6f7a-4b3e-9a51-3f2b8c7d6e5f:9007199254740991', 20288061, 1, 3, 9],
  ['Zoë 王小明 🏃', -1214362703, 1, 1, 9],
]

describe('the hash of a key', () => {
  it.each(JAVA)('of %j is what Java makes of it', (key, hash, ...partitions) => {
    expect(murmur2(Buffer.from(key))).toBe(hash)
    expect([2, 7, 12].map((n) => (murmur2(Buffer.from(key)) & 0x7fffffff) % n)).toEqual(partitions)
  })

  it("puts every key where kafkajs's own partitioner would", () => {
    const partition = kafkajs.Partitioners.DefaultPartitioner()
    const partitionMetadata = Array.from({ length: 7 }, (_, partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 1,
      replicas: [1],
      isr: [1],
    }))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const key = Buffer.from(bytes)
        const theirs = partition({ topic: 'parkrun', partitionMetadata, message: { key, value: key } })
        expect((murmur2(key) & 0x7fffffff) % 7).toBe(theirs)
      }),
    )
  })
})
