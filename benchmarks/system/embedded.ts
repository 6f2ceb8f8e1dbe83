import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startService } from './service.ts'
import { post, type System, token } from './system.ts'

/** Generator and one gateway on SQLite files in a temporary directory. */
export async function startEmbedded(): Promise<System> {
  const directory = mkdtempSync(join(tmpdir(), 'racecast-embedded-'))
  const common = { DATA_DIR: directory, CONTROL_TOKEN: token }
  const generator = await startService('generator/server.ts', common)
  const settings = { ...common, PORT: '0', GENERATOR_URL: generator.url }
  const gateway = await startService('gateway/server.ts', settings)
  return {
    mode: 'embedded',
    gateways: [gateway.url],
    storeUrl: `sqlite:${join(directory, 'events.db')}`,
    createRace: async (body) => (await post(`${gateway.url}/api/races`, body)).runId as string,
    processes: async () => [
      { name: 'generator', pid: generator.pid },
      { name: 'gateway', pid: gateway.pid },
    ],
    behind: async () => null,
    async stop() {
      await Promise.all([gateway.stop(), generator.stop()])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
