import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { Ages } from './ages.ts'

// query-crowd.ts STORE_URL RUN_ID COUNT: viewers as the original demo has them. Each asks Pinot eleven queries, one after
// the other, every two seconds, or as soon as it has its answers where that is later, and shows what came last.

const refreshMs = 2000
const [storeUrl = '', runId = '', count = '1'] = process.argv.slice(2)
const store = new URL(storeUrl)
const suffix = store.searchParams.get('suffix') ?? ''
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
const ages = new Ages(Number(count))
let refreshes = 0
let failures = 0

/** The queries of pinot/queries, and two more: everybody's place, and how often each was seen in the fence. */
const files = [
  'races',
  'course',
  'leaderboard',
  'front-of-the-field',
  'back-of-the-field',
  'in-the-fence',
  'time-in-the-fence',
  'finished-count',
  'just-finished',
]
const everybody = `SELECT competitorId, lat, lon, distance, CAST("timestamp" AS LONG) AS ms FROM parkrun
  WHERE runId = %(runId)s LIMIT 100000`
const visitors = `SELECT DISTINCTCOUNT(competitorId) AS visitors FROM parkrun WHERE runId = %(runId)s AND ST_Contains(
  toGeometry(lookup('courses', 'geoFenceLocation', 'shortName', course)), toGeometry(location)) = 1 LIMIT 1
  option(skipUpsert=true)`
const queryFile = (name: string) =>
  readFileSync(new URL(`../../pinot/queries/${name}.sql`, import.meta.url), 'utf8')
const queries = [...files.map(queryFile), visitors, everybody].map((sql) =>
  sql
    .replaceAll('%(runId)s', `'${runId}'`)
    .replaceAll(/\bFROM (\w+)/g, `FROM $1${suffix}`)
    .replaceAll("lookup('courses'", `lookup('courses${suffix}'`),
)

async function view(index: number): Promise<never> {
  // Pages are not opened all at once.
  await wait((index / Number(count)) * refreshMs)
  for (;;) {
    const begin = performance.now()
    try {
      let rows: unknown[][] = []
      for (const sql of queries) rows = await ask(sql)
      ages.newest[index] = Math.max(...rows.map((row) => Number(row[4])))
      refreshes++
    } catch {
      failures++
    }
    await wait(Math.max(0, refreshMs - (performance.now() - begin)))
  }
}

function ask(sql: string): Promise<unknown[][]> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown[][]>()
  const headers = { 'content-type': 'application/json' }
  const asked = request(`http://${store.host}/query/sql`, { method: 'POST', agent, headers }, (answer) => {
    const parts: Buffer[] = []
    answer.on('data', (part) => parts.push(part))
    answer.on('error', reject)
    answer.on('end', () => {
      try {
        const { resultTable, exceptions } = JSON.parse(String(Buffer.concat(parts)))
        if (resultTable && exceptions.length === 0) resolve(resultTable.rows)
        else reject(new Error(exceptions[0]?.message ?? 'no table'))
      } catch (error) {
        reject(error)
      }
    })
  })
  asked.on('error', reject)
  asked.end(JSON.stringify({ sql }))
  return promise
}

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if (message === 'reset') {
    ages.reset()
    refreshes = 0
    failures = 0
  } else process.send!({ ...ages.read(), received: refreshes, failures })
})
for (let i = 0; i < Number(count); i++) void view(i)
process.send!('ready')
