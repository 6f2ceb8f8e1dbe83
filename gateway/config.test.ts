import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

describe('the settings', () => {
  it('are those of the embedded mode where nothing is said', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: resolve('data'),
      storeUrl: `sqlite:${resolve('data/events.db')}`,
      busUrl: `sqlite:${resolve('data/gateway.db')}`,
      testRace: 1,
      maxViewers: 20_000,
      rewindMaxMb: 4096,
      rewindDays: 30,
      connectRate: 200,
      logLevel: 'info',
      uiDir: resolve(import.meta.dirname, '../ui/build'),
    })
  })

  it('put the files where DATA_DIR says, unless they are named themselves', () => {
    const config = readConfig({ DATA_DIR: '/srv/race', BUS_URL: 'sqlite:/var/bus.db', PORT: '' })
    expect(config).toMatchObject({
      storeUrl: 'sqlite:/srv/race/events.db',
      busUrl: 'sqlite:/var/bus.db',
      port: 8080,
    })
  })

  it.each([
    ['PORT', '80a'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'race.example.org'],
    ['GENERATOR_URL', 'ftp://localhost'],
    ['STORE_URL', 'events.db'],
    ['LOG_LEVEL', 'loud'],
    ['ORGANISER_LOGO', '../logo.svg'],
    ['ORGANISER_LOGO', 'logo.gif'],
    ['ORGANISER_ACCENT', 'red'],
    ['FRAME_ANCESTORS', 'club.example'],
    ['FRAME_ANCESTORS', "https://club.example; script-src 'none'"],
  ])('name %s when it is %j, with the value and a remedy', (variable, value) => {
    const read = () => readConfig({ [variable]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(new RegExp(`^${variable} is ${JSON.stringify(value)}; give \\S`))
  })

  it('name everything that is wrong at once, and no secret', () => {
    const read = () => readConfig({ PORT: 'x', CONTROL_TOKEN: 'hunter2', SIGNING_KEY: 'too-short' })
    expect(read).toThrow(/PORT is "x".*\nCONTROL_TOKEN is not usable; give 8 to 200/)
    expect(read).toThrow(/SIGNING_KEY is not usable; give 32 to 200 printable characters/)
    expect(read).not.toThrow(/hunter2|too-short/)
  })
})
