import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { announcement, type Running } from './announcement.ts'
import { embedded } from './backing.ts'
import { networkAddresses } from './network-addresses.ts'

const running: Running = {
  ...{ gateways: ['http://127.0.0.1:8080'], host: '127.0.0.1', publicUrl: undefined },
  ...{ race: 'demo', token: 'secret-token', backing: embedded, dataDirectory: '/data' },
}
const linesOf = (text: string) => text.split('\n').map((line) => line.trim().replace(/ +/g, ' '))
const addressesOf = (text: string) => linesOf(text).filter((line) => line.includes('://'))

describe('what is said once everything runs', () => {
  it('begins with the address of the race to watch', () => {
    expect(addressesOf(announcement(running))).toEqual([
      'Watch http://127.0.0.1:8080/race/demo',
      'All races http://127.0.0.1:8080/',
      'Race control http://127.0.0.1:8080/control',
    ])
  })

  it('begins with the list of races where none is to be watched', () => {
    expect(addressesOf(announcement({ ...running, race: null }))[0]).toBe('All races http://127.0.0.1:8080/')
  })

  it('names the public address where there is one, and that of this machine', () => {
    const text = announcement({ ...running, publicUrl: 'https://race.example/' })
    expect(addressesOf(text)[0]).toBe('Watch https://race.example/race/demo')
    expect(addressesOf(text)).toContain('This machine http://127.0.0.1:8080/race/demo')
    expect(text.match(/This machine/g)).toHaveLength(1)
    expect(announcement(running)).not.toContain('This machine')
  })

  it('names every further gateway, the servers, and what Ctrl-C does to them', () => {
    const backing = {
      ...embedded,
      servers: [['Kafka', '127.0.0.1:9092']] as const,
      atTheEnd: 'but not the stack',
    }
    const gateways = ['http://127.0.0.1:8080', 'http://127.0.0.1:8081']
    const lines = linesOf(announcement({ ...running, gateways, backing }))
    expect(lines).toContain('Gateway 2 http://127.0.0.1:8081/race/demo')
    expect(lines).toContain('Kafka 127.0.0.1:9092')
    expect(lines.join('\n')).toContain('Ctrl-C stops it, but not the stack;')
  })
})

describe('the addresses for other machines', () => {
  const address = (family: string, address: string, internal = false) =>
    ({ family, address, internal }) as NetworkInterfaceInfo
  const interfaces = {
    lo: [address('IPv4', '127.0.0.1', true), address('IPv6', '::1', true)],
    eth0: [address('IPv4', '192.0.2.7'), address('IPv6', '2001:db8::7'), address('IPv6', 'fe80::7')],
    none: undefined,
  }
  const here = 'http://127.0.0.1:8080'

  it('are those of IPv4 for 0.0.0.0, and of both for ::', () => {
    expect(networkAddresses(here, '0.0.0.0', interfaces)).toEqual(['http://192.0.2.7:8080'])
    expect(networkAddresses(here, '::', interfaces)).toEqual([
      'http://192.0.2.7:8080',
      'http://[2001:db8::7]:8080',
    ])
  })

  it('are none where one address is listened on', () => {
    expect(networkAddresses(here, '127.0.0.1', interfaces)).toEqual([])
    expect(networkAddresses('http://192.0.2.7:8080', '192.0.2.7', interfaces)).toEqual([])
  })
})
