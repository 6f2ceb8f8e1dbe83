import { describe, expect, it } from 'vitest'
import { byteRange } from './byte-range.ts'

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-9', [0, 9]],
    ['bytes=95-', [95, 99]],
    ['bytes=90-500', [90, 99]],
    ['bytes=-10', [90, 99]],
    ['bytes=-500', [0, 99]],
  ])('%s of 100 is what it says', (header, range) => {
    expect(byteRange(header, 100)).toEqual(range)
  })

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s of 100 has nothing in it', (header) => {
    expect(byteRange(header, 100)).toBe('none')
  })

  it.each(['bytes=', 'bytes=-', 'bytes=9-0', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=a-b'])(
    '%s is passed over',
    (header) => {
      expect(byteRange(header, 100)).toBeNull()
    },
  )
})
