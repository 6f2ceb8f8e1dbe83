import { describe, expect, it } from 'vitest'
import { gatewayPorts, launchSettings } from './settings.ts'

describe('the settings of the launcher', () => {
  it('have a default for everything', () => {
    const standard = { port: 8080, host: '127.0.0.1', gateways: 1 }
    expect(launchSettings('embedded', {})).toEqual(standard)
    expect(launchSettings('stack', { PORT: '', GATEWAYS: '' })).toEqual(standard)
  })

  it.each([
    [{ PORT: 'x' }, 'PORT is "x"; give a whole number from 0'],
    [{ PORT: '65536' }, 'PORT is "65536"; give a whole number from 0'],
    [{ GATEWAYS: '0' }, 'GATEWAYS is "0"; give a whole number from 1 to 32'],
    [{ GATEWAYS: '1.5' }, 'GATEWAYS is "1.5"; give a whole number from 1 to 32'],
  ])('are refused with %j, by name, value and remedy', (environment, message) => {
    expect(() => launchSettings('stack', environment)).toThrow(message)
  })

  it('allow several gateways on the stack alone', () => {
    expect(launchSettings('stack', { GATEWAYS: '2' }).gateways).toBe(2)
    expect(() => launchSettings('embedded', { GATEWAYS: '2' })).toThrow('npm run start:stack')
  })

  it('give the gateways ports in a row, or any free ones', () => {
    expect(gatewayPorts({ port: 8080, gateways: 3 })).toEqual([8080, 8081, 8082])
    expect(gatewayPorts({ port: 0, gateways: 2 })).toEqual([0, 0])
  })
})
