import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { nginxPath as findNginx } from '../setup/tools.mjs'
import { freePort } from '../stack/ports.ts'
import { cachingProxy } from './caching-proxy.ts'

export interface TemporaryNginx {
  /** http://HOST:PORT */
  readonly url: string
  /** Ends it and removes what it kept. */
  stop(): Promise<void>
}

/** Null where there is none; npm test says so. */
export const nginxPath = findNginx()

/** Ends nginx when the pipe to it closes: also if the process that wanted it was killed. */
const untilPipeCloses = '"$0" -c "$1" & pid=$!; cat >/dev/null; kill $pid 2>/dev/null; wait $pid'

/** How long it may take to answer, ms. */
const startWithin = 10_000

/** nginx as a caching proxy before `upstream` (HOST:PORT), on a free port, with its files in a temporary directory. */
export async function temporaryNginx(upstream: string): Promise<TemporaryNginx> {
  if (!nginxPath) throw new Error('There is no nginx on this machine: apt-get install nginx-light')
  const directory = mkdtempSync(join(tmpdir(), 'racecast-nginx-'))
  const port = await freePort()
  const configuration = join(directory, 'nginx.conf')
  writeFileSync(configuration, cachingProxy({ directory, listen: `127.0.0.1:${port}`, upstream }))
  const child = spawn('/bin/sh', ['-c', untilPipeCloses, nginxPath, configuration], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.stdin.end()
    await ended
    rmSync(directory, { recursive: true, force: true })
  }
  if (await answers(`${url}/nginx`)) return { url, stop }
  const log = readFileSync(join(directory, 'error.log'), 'utf8')
  await stop()
  throw new Error(`nginx does not answer at ${url}: ${log}`)
}

async function answers(url: string): Promise<boolean> {
  for (const giveUpAt = Date.now() + startWithin; Date.now() < giveUpAt; await wait(20)) {
    try {
      if ((await fetch(url)).ok) return true
    } catch {}
  }
  return false
}
