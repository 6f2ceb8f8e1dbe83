import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { describeEventSinkAndStore } from '../contract/index.ts'
import { openSqliteSink, openSqliteStore } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'racecast-pinot-'))
afterAll(() => rmSync(folder, { recursive: true }))

describeEventSinkAndStore('SQLite', async () => {
  const file = join(folder, 'events.db')
  return {
    sink: openSqliteSink({ file }),
    store: openSqliteStore({ file }),
    reopenSink: () => openSqliteSink({ file }),
    eventsUrl: `sqlite:${file}`,
    stoppedKeepsLease: true,
  }
})
