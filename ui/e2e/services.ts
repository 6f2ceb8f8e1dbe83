import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@racecast/infra/stack/ports'

export const token = 'only-for-this-test'
const root = fileURLToPath(new URL('../..', import.meta.url))

/** The real generator and gateway on free ports and a data directory of their own. */
export interface Services {
  url: string
  /** Creates a race and gives its slug; `startTime` in the past begins in the middle of it. */
  createRace(body: Record<string, unknown>): Promise<string>
  /** A key that may watch one race. */
  makeKey(race: string): Promise<{ token: string; key: { jti: string } }>
  revokeKey(jti: string): Promise<void>
  act(race: string, action: 'pause' | 'resume' | 'stop' | 'official'): Promise<void>
  /** For good; `name` is the race's own. */
  deleteRace(race: string, name: string): Promise<void>
  stopGateway(): Promise<void>
  /** Without a farewell to anybody. */
  killGateway(): Promise<void>
  /** Stands it still, connections and all, as a machine does that is out of breath; gives what lets it go on. */
  freeze(service: 'gateway' | 'generator'): () => void
  /** Starts it again, at the same address. */
  startGateway(): Promise<void>
  /** One more on the same bus, at an address of its own. */
  addGateway(): Promise<Pick<Services, 'url'> & { freeze(): () => void }>
  stop(): Promise<void>
}

/**
 * @param prepare given the data directory before anything runs on it
 * @param settings variables for the gateway
 */
export async function startServices(
  prepare: (dataDir: string) => Promise<unknown> = async () => {},
  settings: Readonly<Record<string, string>> = {},
): Promise<Services> {
  const dataDir = mkdtempSync(join(tmpdir(), 'racecast-ui-'))
  // A copy: the page may be built again while it is tested.
  const page = join(dataDir, 'page')
  cpSync(join(root, 'ui/build'), page, { recursive: true })
  await prepare(dataDir)
  // Known before: a page has to find the gateway again after its restart.
  const port = await freePort()
  const common = {
    PATH: process.env.PATH,
    DATA_DIR: dataDir,
    CONTROL_TOKEN: token,
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    UI_DIR: page,
  }
  const generator = await start('generator/server.ts', common)
  const gatewaySettings = { ...common, ...settings, PORT: String(port), GENERATOR_URL: generator.url }
  let gateway = await start('gateway/server.ts', gatewaySettings)
  const url = `http://127.0.0.1:${port}`
  const more: ChildProcess[] = []

  async function post<T>(path: string, body: unknown = {}): Promise<T> {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }

  return {
    url,
    createRace: async (body) => (await post<{ slug: string }>('/api/races', body)).slug,
    makeKey: (race) => post('/api/keys', { scope: 'watch', race, label: 'Screen', days: 1 }),
    async revokeKey(jti) {
      const headers = { authorization: `Bearer ${token}` }
      await fetch(`${url}/api/keys/${jti}`, { method: 'DELETE', headers })
    },
    act: async (race, action) => void (await post(`/api/races/${race}/${action}`)),
    async deleteRace(race, name) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      await fetch(`${url}/api/races/${race}`, { method: 'DELETE', headers, body: JSON.stringify({ name }) })
    },
    stopGateway: () => stop(gateway.child),
    killGateway: () => stop(gateway.child, 'SIGKILL'),
    freeze: (service) => standStill(service === 'gateway' ? gateway.child : generator.child),
    startGateway: async () => {
      gateway = await start('gateway/server.ts', gatewaySettings)
    },
    async addGateway() {
      const { child, url: address } = await start('gateway/server.ts', { ...gatewaySettings, PORT: '0' })
      more.push(child)
      return { url: address, freeze: () => standStill(child) }
    },
    stop: async () => {
      await Promise.all([gateway.child, generator.child, ...more].map((child) => stop(child)))
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function start(script: string, env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(join(root, script), { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ended with ${code} before it listened`)
  })
  const [message] = await Promise.race([once(child, 'message'), failed])
  failed.catch(() => {})
  return { child, url: (message as { listening: string }).listening }
}

function standStill(child: ChildProcess): () => void {
  child.kill('SIGSTOP')
  return () => void child.kill('SIGCONT')
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  // One that was frozen hears of it only then.
  child.kill('SIGCONT')
  await gone
}
