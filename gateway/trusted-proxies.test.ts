import { expect, it } from 'vitest'
import { trustedProxies } from './trusted-proxies.ts'

it('believes nobody unless it is told to', () => {
  expect(trustedProxies(undefined)).toBe(false)
})

it('believes addresses, networks and what they are called', () => {
  const given = 'loopback,10.0.0.0/8,192.0.2.1,2001:db8::/32'
  expect(trustedProxies(given)).toEqual(given.split(','))
})

it.each(['true', '*', '1', '300.0.0.1', '10.0.0.0/33', '10.0.0.0/8/8', 'loopback,', 'proxy.example'])(
  'does not start with %s, and says why',
  (given) => {
    expect(() => trustedProxies(given)).toThrow(/TRUST_PROXY: ".*" is no proxy; give addresses such as/)
  },
)
