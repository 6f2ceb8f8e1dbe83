import { request } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import type { Sample } from './quantiles.ts'

// bare-loop.ts STORE_URL RUN_ID: what is the least that polling costs in time? Asks the store every 20 ms, notes how long
// after its publication each fix is in an answer, and tells when it is asked to. A process of its own, so that it
// takes no turn of the loop from what it is compared with.

const everyMs = 20
const [storeUrl = '', runId = ''] = process.argv.slice(2)

/** [competitorId, publishedAt] of the newest fix of everybody. */
type Answer = [number, number][]

const ask = storeUrl.startsWith('sqlite:') ? sqlite(storeUrl.slice(7)) : pinot(new URL(storeUrl))
const known = new Map<number, number>()
let samples: Sample[] = []
let polls = 0

process.on('message', (message) => {
  if (message === 'reset') {
    samples = []
    polls = 0
  } else process.send!({ samples, polls })
})
process.on('disconnect', () => process.exit(0))

for (;;) {
  const begin = performance.now()
  const answer = await ask().catch(() => null)
  const at = performance.timeOrigin + performance.now()
  polls++
  const fresh = new Map<number, number>()
  for (const [id, publishedAt] of answer ?? []) {
    if (known.get(id) === publishedAt) continue
    known.set(id, publishedAt)
    fresh.set(publishedAt, (fresh.get(publishedAt) ?? 0) + 1)
  }
  for (const [publishedAt, weight] of fresh) samples.push({ ms: at - publishedAt, weight })
  await wait(Math.max(0, everyMs - (performance.now() - begin)))
}

function sqlite(file: string): () => Promise<Answer | null> {
  const db = new DatabaseSync(file, { readOnly: true })
  const version = db.prepare('PRAGMA data_version')
  const rows = db.prepare(
    'SELECT competitorId, publishedAt FROM parkrun WHERE run = (SELECT run FROM runs WHERE runId = ?)',
  )
  rows.setReturnArrays(true)
  let seen: unknown
  return async () => {
    const now = version.get()?.data_version
    if (now === seen) return null
    seen = now
    return rows.all(runId) as unknown as Answer
  }
}

function pinot(url: URL): () => Promise<Answer | null> {
  const suffix = url.searchParams.get('suffix') ?? ''
  const columns = 'competitorId, publishedAt, "timestamp", distance, lat, lon'
  const sql = `SELECT ${columns} FROM parkrun${suffix} WHERE runId = '${runId}' LIMIT 200000`
  const body = JSON.stringify({ sql })
  return async () => {
    const text = await post(`http://${url.host}/query/sql`, body)
    return JSON.parse(text).resultTable?.rows ?? null
  }
}

/** Node's own agent keeps the connection and switches Nagle's algorithm off. */
function post(url: string, body: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const headers = { 'content-type': 'application/json' }
  const asked = request(url, { method: 'POST', headers }, (answer) => {
    const parts: Buffer[] = []
    answer.on('data', (part) => parts.push(part))
    answer.on('end', () => resolve(String(Buffer.concat(parts))))
    answer.on('error', reject)
  })
  asked.on('error', reject)
  asked.end(body)
  return promise
}
