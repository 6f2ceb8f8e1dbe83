import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { AccessFailure } from './access/failure.ts'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { createLogger } from './observe/logger.ts'
import { openPorts } from './ports.ts'

const hourMs = 3_600_000

it('has keys and sessions go by the time of day, also where that of the races is ahead of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-ports-'))
  const controlToken = 'the-control-token-of-all'
  const config = readConfig({
    ...{ DATA_DIR: folder, STORE_URL: `sqlite:${join(folder, 'events.db')}` },
    ...{ CONTROL_TOKEN: controlToken, LOG_LEVEL: 'silent' },
  })
  const log = createLogger('silent')
  const openAt = (aheadMs: number) =>
    openPorts(config, { ...systemClock, now: () => systemClock.now() + aheadMs }, log)
  const [ahead, level] = [openAt(hourMs), openAt(0)]
  onTestFinished(async () => {
    await Promise.all([ahead.close(), level.close()])
    rmSync(folder, { recursive: true })
  })
  const before = Date.now()
  const { token, key } = (await ahead.access.mint({
    scope: 'watch',
    race: null,
    label: 'One',
    days: 1 / 24,
  }))!
  expect(key.expiresAt).toBeLessThanOrEqual(Date.now() + hourMs)
  expect(key.expiresAt).toBeGreaterThan(before + hourMs - 1000)
  const begun = await ahead.access.signIn(controlToken, 'Ada')
  if (begun instanceof AccessFailure) throw new Error(begun.message)
  for (const { access } of [ahead, level]) {
    expect(await access.check(token)).toMatchObject({ scope: 'watch' })
    expect(await access.checkSession(begun.text)).toMatchObject({ operator: 'Ada' })
  }
})
