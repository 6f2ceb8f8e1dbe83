import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Course } from '@racecast/courses'
import { openCatalogue } from '@racecast/courses/catalogue'
import type { RaceInfo } from '@racecast/gateway/protocol'
import type { RunningStack } from '../../stack/start.ts'
import { temporaryStack } from '../../stack/testing/temporary-stack.ts'
import { Launched, type ServiceName } from './launched.ts'
import { Viewer } from './viewer.ts'

const token = 'raced-on-stack'
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

/** One race on a stack of its own, with two gateways and a viewer at each. */
export interface RacedOnStack {
  stack: RunningStack
  launched: Launched
  /** STORE_URL of the gateways. */
  storeUrl: string
  /** As it was made. */
  race: RaceInfo
  viewers: readonly Viewer[]
  /** Answer of gateway `i` to a path below the race's. */
  get<T>(i: number, path?: string): Promise<T>
  /** Why gateway `i` says that it is not ready; empty if it is. */
  reasons(i: number): Promise<string[]>
  /** How many rows of the race a table of Pinot shows. */
  counted(table: string): Promise<number>
  /** Which gateway polls the race; null while none says so. */
  poller(): Promise<number | null>
  end(): Promise<void>
}

export const gatewayName = (i: number): ServiceName => `gateway-${i + 1}`

/** Starts everything, and the race at once. What was started is ended again if that fails. */
export async function raceOnStack(course: Course, order: Record<string, unknown>): Promise<RacedOnStack> {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-faults-'))
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const end = async () => {
    for (const last of ends.splice(0).reverse()) await last()
  }
  try {
    openCatalogue({ addedDir: join(folder, 'courses') }).add(course)
    const stack = await temporaryStack()
    ends.push(() => stack.stop())
    const pinot = (url: string) => url.replace('http:', 'pinot:')
    const storeUrl = pinot(stack.addresses.pinotBroker)
    const launched = new Launched(
      {
        ...{ DATA_DIR: folder, PORT: '0', GATEWAYS: '2', CONTROL_TOKEN: token },
        EVENTS_URL: `kafka://${stack.addresses.kafka}`,
        // A gateway that was stopped amid a question is to find the answer, not that it came too late.
        STORE_URL: `${storeUrl}?timeoutMs=60000`,
        PINOT_CONTROLLER_URL: pinot(stack.addresses.pinotController),
        BUS_URL: stack.addresses.redis,
      },
      'stack',
    )
    ends.push(() => launched.stop())
    await launched.running()
    const { gateways } = launched
    const post = async (path: string, body: unknown = {}) => {
      const request = { method: 'POST', headers, body: JSON.stringify(body) }
      const answer = await fetch(`${gateways[0]}/api/races${path}`, request)
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      return (await answer.json()) as { runId: string }
    }
    // It would only take part of the machine.
    await post('/demo/stop')
    const { runId } = await post('', { course: course.shortName, ...order })
    const get = async <T>(i: number, path = '') =>
      (await (await fetch(`${gateways[i]}/api/races/${runId}${path}`)).json()) as T
    const viewers = gateways.map((gateway) => new Viewer(gateway, runId))
    ends.push(() => {
      for (const viewer of viewers) viewer.close()
    })
    return {
      ...{ stack, launched, storeUrl, viewers, get, end },
      race: await get<RaceInfo>(0),
      async reasons(i) {
        const { reasons } = (await (await fetch(`${gateways[i]}/readyz`)).json()) as { reasons: string[] }
        return reasons
      },
      async counted(table) {
        const answer = await fetch(`${stack.addresses.pinotBroker}/query/sql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ sql: `SELECT COUNT(*) FROM ${table} WHERE runId = '${runId}'` }),
        })
        const { resultTable } = (await answer.json()) as { resultTable: { rows: number[][] } }
        return resultTable.rows[0]![0]!
      },
      async poller() {
        const polls = await Promise.all(gateways.map((gateway) => isPolling(gateway, runId)))
        const index = polls.indexOf(true)
        return index < 0 ? null : index
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** False also for a gateway that does not answer. */
async function isPolling(gateway: string, runId: string): Promise<boolean> {
  try {
    const answer = await fetch(`${gateway}/metrics`, { headers, signal: AbortSignal.timeout(2000) })
    const metrics = await answer.text()
    return metrics.includes(`racecast_polling{race="${runId}"} 1`)
  } catch {
    return false
  }
}
