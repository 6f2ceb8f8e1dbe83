import { expect, it } from 'vitest'
import { configFrom } from './config.ts'

const CONTROL_TOKEN = 'long-enough'

it('needs nothing but the control token', () => {
  expect(configFrom({ CONTROL_TOKEN })).toEqual({
    eventsUrl: 'sqlite:data/events.db',
    host: '127.0.0.1',
    port: 0,
    controlToken: CONTROL_TOKEN,
    dataDir: 'data',
    logLevel: 'info',
  })
})

it('keeps the events file in the data directory unless told otherwise', () => {
  expect(configFrom({ CONTROL_TOKEN, DATA_DIR: '/d' }).eventsUrl).toBe('sqlite:/d/events.db')
  expect(configFrom({ CONTROL_TOKEN, DATA_DIR: '/d', EVENTS_URL: 'sqlite:/e' }).eventsUrl).toBe('sqlite:/e')
})

it.each([
  [{}, /CONTROL_TOKEN is missing; give a secret/],
  [{ CONTROL_TOKEN: 'short' }, /CONTROL_TOKEN is too short; give a secret/],
  [{ CONTROL_TOKEN, GENERATOR_PORT: '80a' }, /GENERATOR_PORT is "80a"; give a port/],
  [{ CONTROL_TOKEN, GENERATOR_PORT: '65536' }, /GENERATOR_PORT is "65536"; give a port/],
  [{ CONTROL_TOKEN, LOG_LEVEL: 'loud' }, /LOG_LEVEL is "loud"; use fatal/],
])('refuses %j, naming variable, value and remedy, but never the secret', (env, message) => {
  expect(() => configFrom(env)).toThrow(message)
  expect(() => configFrom(env)).not.toThrow(/short["']|long-enough/)
})
