import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FakeRace } from '../../fixtures/fake-race.ts'
import { controlToken, gateway } from '../../fixtures/gateway.ts'
import { raceInfo } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import { busOnFile } from '../testing/on-file.ts'
import { runCommand } from './commands.ts'

async function setUp() {
  const time = new VirtualTime()
  const built = await gateway({ clock: time, ports: { bus: busOnFile(time)() } })
  built.races.races.push(
    new FakeRace(2, { ...raceInfo, runId: '7d7f6a4e-0000-4000-8000-000000000000', slug: 'demo' }),
  )
  const { host } = new URL(await built.listen())
  const environment = { PORT: host.split(':')[1], CONTROL_TOKEN: controlToken }
  const run = (...args: string[]) => runCommand(args, environment, time.now())
  return { ...built, time, host, environment, run }
}
const mint = ['mint', '--scope', 'feed', '--race', 'demo', '--days', '30', '--label', 'Finish screen']

describe('npm run token', () => {
  it('mints a key whose token is printed alone and once', async () => {
    const { run, access } = await setUp()
    const { out, err, exitCode } = await run(...mint)
    expect([out.length, exitCode]).toEqual([1, 0])
    expect(await access.check(out[0]!)).toMatchObject({ scope: 'feed', label: 'Finish screen' })
    expect(err[0]).toMatch(/^Finish screen: feed, demo, until 2023-12-14 22:13 UTC; id [0-9a-f-]{36}$/)
    expect((await run('list')).out.join('\n')).not.toContain(out[0])
  })

  it('lists what became of each key', async () => {
    const { run, time, access } = await setUp()
    expect((await run('list')).out).toEqual(['No keys.'])
    await run('mint', '--scope', 'control', '--label', 'Desk', '--days', '1')
    time.pass(1000)
    await run(...mint)
    time.pass(2 * 86_400_000)
    const [newest] = await access.list()
    const revoked = await run('revoke', newest!.jti)
    expect([revoked.out, revoked.exitCode]).toEqual([['Revoked at 2023-11-16 22:13 UTC: Finish screen'], 0])
    const lines = (await run('list')).out.map((line) => line.replace(/^\S+ +/, ''))
    expect(lines).toEqual([
      'SCOPE    RACE       STATE                         LABEL',
      'feed     demo       revoked 2023-11-16 22:13 UTC  Finish screen',
      'control  all races  expired 2023-11-15 22:13 UTC  Desk',
    ])
  })

  it.each([
    [['mint', '--scope', 'feed'], 2, /mint needs --scope and --label/],
    [[...mint, '--days', 'many'], 2, /--days is "many": give a number/],
    [['mint', '--scope', 'root', '--label', 'x'], 1, /scope.*cannot be used/],
    [['mint', '--scope', 'feed', '--race', 'nowhere', '--label', 'x'], 1, /no race "nowhere"/],
    [['revoke'], 2, /revoke needs one ID/],
    [['revoke', 'x'], 2, /"x" is not the ID of a key; npm run token -- list shows them/],
    [['revoke', '00000000-0000-4000-8000-000000000000'], 1, /There is no key/],
    [['list', '--days', '3'], 2, /--days belongs to mint/],
    [['list', 'all'], 2, /unknown command "list all"/],
    [['lend'], 2, /unknown command "lend"/],
    [['list', '--loud'], 2, /--loud/],
  ])('%j is refused, saying why', async (args, code, why) => {
    const { run } = await setUp()
    const { out, err, exitCode } = await run(...args)
    expect([out, exitCode]).toEqual([[], code])
    expect(err[0]).toMatch(why)
  })

  it('says what to do where no gateway runs, or another token is wanted', async () => {
    const { environment, host } = await setUp()
    const at = (gateway: string, more = {}) =>
      runCommand(['list', '--gateway', gateway], { ...environment, ...more }, 0)
    expect((await at('http://127.0.0.1:1')).err[0]).toMatch(
      /No gateway answers at http:\/\/127.0.0.1:1\..*npm start/,
    )
    const refused = await at(`http://${host}`, { CONTROL_TOKEN: 'another-token' })
    expect(refused.err[0]).toMatch(/does not take this control token: set CONTROL_TOKEN/)
    expect(refused.err[0]).not.toContain('another-token')
    expect((await at(`http://${host}/healthz#`)).err[0]).toMatch(/is no gateway of races: it answers 200/)
  })

  it('finds the control token where npm start keeps it', async () => {
    const { environment } = await setUp()
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'racecast-token-'))
    onTestFinished(() => rmSync(DATA_DIR, { recursive: true }))
    const list = () => runCommand(['list'], { ...environment, CONTROL_TOKEN: undefined, DATA_DIR }, 0)
    expect((await list()).err[0]).toMatch(/no control token in .*control-token: set DATA_DIR/)
    writeFileSync(join(DATA_DIR, 'control-token'), `${controlToken}\n`)
    expect((await list()).out).toEqual(['No keys.'])
  })

  it('is a program', async () => {
    const { environment } = await setUp()
    const cli = join(import.meta.dirname, '../../cli.ts')
    const run = (...args: string[]) =>
      new Promise<[number, string]>((resolve) => {
        const child = execFile(process.execPath, [cli, ...args], { env: environment }, (_error, out) =>
          resolve([child.exitCode ?? -1, out]),
        )
      })
    expect(await run('list')).toEqual([0, 'No keys.\n'])
    expect(await run('--help')).toEqual([0, expect.stringMatching(/^usage: npm run token/)])
    expect(await run('revoke')).toEqual([2, ''])
  })
})
