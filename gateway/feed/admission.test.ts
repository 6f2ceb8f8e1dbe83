import { beforeEach, describe, expect, it } from 'vitest'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { Problem } from '../problems.ts'
import { createAdmission } from './admission.ts'
import type { Refusal } from './feed-observer.ts'
import { networkOf } from './network.ts'

describe('who may connect', () => {
  let time: VirtualTime
  let viewers: number
  let refused: Refusal[]
  let admission: ReturnType<typeof createAdmission>

  beforeEach(() => {
    time = new VirtualTime()
    viewers = 0
    refused = []
    admission = createAdmission({
      ...{ mostViewers: 1000, perSecond: 5, viewers: () => viewers, clock: time },
      observer: { refused: (why) => refused.push(why) },
    })
  })

  /** How many of `count` are let in. */
  function comeIn(count: number, address = '192.0.2.1'): number {
    let admitted = 0
    for (let i = 0; i < count; i++) {
      try {
        admission.admit(address)
        admitted++
      } catch (error) {
        if (!(error instanceof Problem)) throw error
      }
    }
    return admitted
  }
  const problem = (address: string) => {
    try {
      admission.admit(address)
    } catch (error) {
      return error as Problem
    }
    throw new Error('was let in')
  }

  it('lets a whole venue come at once from one address, and then a few a second (L-5)', () => {
    expect(comeIn(150)).toBe(100)
    expect(comeIn(10)).toBe(0)
    time.pass(1000)
    expect(comeIn(10)).toBe(5)
    time.pass(3_600_000)
    expect(comeIn(150)).toBe(100)
  })

  it('counts each address for itself', () => {
    comeIn(150)
    expect(comeIn(1, '192.0.2.2')).toBe(1)
  })

  it('says when to come back (L-5)', () => {
    comeIn(100)
    expect(problem('192.0.2.1')).toMatchObject({
      ...{ code: 'too-many-connections', status: 429, more: { headers: { 'retry-after': '2' } } },
    })
    expect(refused).toEqual(['rate'])
  })

  it('has room for so many in all, wherever they come from', () => {
    viewers = 999
    expect(comeIn(1)).toBe(1)
    viewers = 1000
    expect(problem('192.0.2.9')).toMatchObject({
      ...{ code: 'gateway-full', status: 503, more: { headers: { 'retry-after': '10' } } },
    })
    expect(refused).toEqual(['full'])
  })

  it('lets any number of displays come from one address while there is room', () => {
    comeIn(150)
    refused = []
    for (let i = 0; i < 50; i++) admission.admit('192.0.2.1', { isDisplay: true })
    expect(refused).toEqual([])
    viewers = 1000
    expect(() => admission.admit('192.0.2.1', { isDisplay: true })).toThrow(/1000 viewers/)
  })

  it('remembers a bounded number of addresses, those that came last', () => {
    comeIn(150)
    for (let i = 0; i < 12_000; i++) comeIn(1, `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
    expect(admission.addresses).toBe(10_000)
  })

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['nonsense', 'nonsense'],
  ])('takes %s for one of %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
