import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSink, openStore } from '@racecast/pinot/adapters'
import { type EventSink, type ProducerLease, SinkUnavailable } from '@racecast/pinot/ports'
import { onTestFinished } from 'vitest'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-generator-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A real SQLite sink and store on a file that is gone after the test. */
export function sqliteEvents(folder = temporaryFolder()) {
  const url = `sqlite:${join(folder, 'events.db')}`
  const sink = openSink(url)
  const store = openStore(url)
  onTestFinished(async () => {
    await sink.close()
    await store.close()
  })
  return { sink, store, url }
}

type Put = 'putRace' | 'putEntries' | 'putFixes'

/**
 * A sink that can be down. `lostReply` takes what is put and then says that it is down, as a connection does that
 * breaks between the two.
 */
export function breakable(sink: EventSink) {
  const state = {
    mode: 'up' as 'up' | 'down' | 'lostReply',
    calls: [] as { put: Put; rows: number }[],
    /** Called after each put that was taken. */
    afterPut: () => {},
    /** In place of the sink's own. */
    lease: null as ProducerLease | null,
  }
  const refused = () => new SinkUnavailable('the sink is down for a test')
  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    if (state.mode === 'down') throw refused()
    const answer = await work()
    if (state.mode === 'lostReply') throw refused()
    return answer
  }
  const put =
    <A>(name: Put, work: (argument: A) => Promise<void>) =>
    async (argument: A) => {
      state.calls.push({ put: name, rows: Array.isArray(argument) ? argument.length : 1 })
      await attempt(() => work(argument))
      state.afterPut()
    }
  const wrapped: EventSink = {
    putRace: put('putRace', sink.putRace),
    putEntries: put('putEntries', sink.putEntries),
    putFixes: put('putFixes', sink.putFixes),
    forget: (runId) => attempt(() => sink.forget(runId)),
    races: () => attempt(sink.races),
    entries: (runId) => attempt(() => sink.entries(runId)),
    newestFix: (runId) => attempt(() => sink.newestFix(runId)),
    lease: () => state.lease ?? sink.lease(),
    close: sink.close,
  }
  return { sink: wrapped, state }
}
