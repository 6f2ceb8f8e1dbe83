import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { track400 } from '@racecast/courses/fixtures'
import { buildApp as buildGenerator } from '@racecast/generator'
import { freePort } from '@racecast/infra/stack/ports'
import { openSink } from '@racecast/pinot/adapters'
import { onTestFinished, vi } from 'vitest'
import { buildApp } from '../../app.ts'
import { type Clock, systemClock } from '../../clock.ts'
import { readConfig } from '../../config.ts'
import { controlToken } from '../../fixtures/gateway.ts'
import { createLogger } from '../../observe/logger.ts'
import { openPorts } from '../../ports.ts'

export const until = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 })

/**
 * The real generator and gateway in this process, on a folder with the 400 m track, as long as the test lasts.
 * @param busUrl what gateways share; a file in the folder if left out
 */
export async function wholeService({ busUrl }: { busUrl?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-rest-'))
  const courses = openCatalogue({ addedDir: join(folder, 'courses') })
  courses.add(track400())
  const sink = openSink(`sqlite:${join(folder, 'events.db')}`)
  const makeGenerator = () =>
    buildGenerator(
      { controlToken, logLevel: 'silent' },
      { sink, courses },
      { ...systemClock, keepUpWith: () => 0 },
    )
  let generator = makeGenerator()
  // The same when it is started again.
  const generatorPort = await freePort()
  const generatorUrl = await generator.listen({ host: '127.0.0.1', port: generatorPort })
  const config = readConfig({
    ...{ DATA_DIR: folder, UI_DIR: '/nonexistent', CONTROL_TOKEN: controlToken, GENERATOR_URL: generatorUrl },
    ...{ LOG_LEVEL: 'silent', TEST_RACE: '0', ...(busUrl !== undefined && { BUS_URL: busUrl }) },
  })
  const start = async (clock: Clock = systemClock) => {
    const ports = openPorts(config, clock, createLogger('silent'))
    const app = await buildApp(config, ports, clock)
    await ports.start()
    return { app, ports }
  }
  const { app, ports } = await start()
  onTestFinished(async () => {
    await app.close()
    await ports.close()
    await generator.close()
    await sink.close()
    rmSync(folder, { recursive: true })
  })

  async function ask(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    payload?: object,
    headers: Record<string, string> = { authorization: `Bearer ${controlToken}` },
  ) {
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    const isJson = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body }
  }

  return {
    folder,
    app,
    ports,
    ask,
    /** Another gateway on the same folder, as long as the test lasts. */
    async anotherGateway() {
      const { app, ports } = await start()
      onTestFinished(async () => {
        await app.close()
        await ports.close()
      })
      return app
    },
    /** Makes a race on the track; returns its runId. */
    async race(more: object = {}): Promise<string> {
      const order = {
        course: 'track-400',
        competitors: 6,
        fastest: 200,
        slowest: 300,
        stoppingRatio: 0,
        seed: 5,
      }
      const { status, body } = await ask('POST', '/api/races', { ...order, ...more })
      if (status !== 201) throw new Error(JSON.stringify(body))
      return body.runId
    },
    /** The generator ends; the same one is there again after `startGenerator`. */
    stopGenerator: () => generator.close(),
    async startGenerator() {
      generator = makeGenerator()
      await generator.listen({ host: '127.0.0.1', port: generatorPort })
    },
  }
}
