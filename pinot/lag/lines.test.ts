import { expect, it } from 'vitest'
import { lagLines } from './lines.ts'

const partition = (n: number, end: number, consumed: number | null) => ({
  ...{ topic: 'parkrun', partition: n, end, consumed },
  behind: consumed === null ? null : end - consumed,
})

it('the consumer lag is printed a partition a line, with the sum below', () => {
  expect(lagLines([partition(0, 1000, 990), partition(1, 12, 12)])).toEqual([
    'topic    partition   end  consumed  behind',
    'parkrun          0  1000       990      10',
    'parkrun          1    12        12       0',
    'Pinot is 10 messages behind Kafka.',
  ])
})

it('a partition that nobody consumes is not taken for one that is read to its end', () => {
  expect(lagLines([partition(0, 1000, null)]).at(-1)).toBe(
    'Pinot is 0 messages behind Kafka; of 1 partitions it consumes nothing.',
  )
})
