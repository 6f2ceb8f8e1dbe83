import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { KeyOrder } from '../access/access.ts'
import { busOnFile } from '../access/testing/on-file.ts'
import type { Bus } from '../bus/bus.ts'
import { FakeRace } from '../fixtures/fake-race.ts'
import { controlToken, gateway } from '../fixtures/gateway.ts'
import { raceInfo, runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { type ClientMessage, CloseCode, type CloseReason, type ServerMessage } from '../protocol/index.ts'

const hiddenId = '7d7f6a4e-0000-4000-8000-000000000000'
const dayMs = 86_400_000

/** A gateway with a public race and a private one. */
async function setUp({ connectRate = 200, ports }: { connectRate?: number; ports?: { bus: Bus } } = {}) {
  const time = new VirtualTime()
  const bus = ports?.bus ?? busOnFile(time)()
  const built = await gateway({ clock: time, ports: { bus }, config: { connectRate } })
  const race = new FakeRace(3, { ...raceInfo, runId: hiddenId, slug: 'hidden' })
  race.isPrivate = true
  race.newEpoch()
  built.races.races.push(race)
  const url = await built.listen()
  const key = async (changes: Partial<KeyOrder> = {}) =>
    (await built.access.mint({ scope: 'watch', race: hiddenId, label: 'Screen', days: 1, ...changes }))!

  /** Opens a feed, says this, and tells what comes: the end, or the kind of the first message of the race. */
  function open({ bearer, address, say }: { bearer?: string; address?: string; say: ClientMessage[] }) {
    const ws = new WebSocket(address === undefined ? url : `${url}?key=${address}`, ['racecast.v1.json'], {
      headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
    })
    const messages: ServerMessage[] = []
    const closed = new Promise<number>((resolve) => ws.on('close', (code) => resolve(code)))
    const snapshot = new Promise<string>((resolve) => {
      ws.on('message', (data) => {
        const message = JSON.parse(String(data)) as ServerMessage
        messages.push(message)
        if (message.type === 'snapshot') resolve(message.race.slug)
      })
    })
    ws.on('open', () => {
      for (const message of say) ws.send(JSON.stringify(message))
    })
    return { ws, messages, closed, outcome: Promise.race([closed, snapshot]) }
  }
  const subscribe = (race: string): ClientMessage => ({ type: 'subscribe', race })
  const authorize = (token: string): ClientMessage => ({ type: 'authorize', key: token })
  return { ...built, bus, url, time, key, open, subscribe, authorize, hidden: race }
}
const codeOf = (reason: CloseReason) => CloseCode[reason].code

describe('a private race on the feed', () => {
  it('does not exist for who shows no key, in the same words as one that nobody has made (K-1)', async () => {
    const { open, subscribe, hidden } = await setUp()
    const said = async (race: string) => {
      const { closed, messages } = open({ say: [subscribe(race)] })
      expect(await closed).toBe(codeOf('unknownRace'))
      return messages.at(-1)
    }
    const [existing, missing] = [await said('hidden'), await said('nowhere')]
    expect(JSON.stringify(existing).replace('hidden', 'X')).toBe(
      JSON.stringify(missing).replace('nowhere', 'X'),
    )
    expect(hidden.listeners).toBe(0)
  })

  it('is shown to an operator who is signed in, on a page of this origin alone, and until they sign out', async () => {
    const { app, url, subscribe } = await setUp()
    const origin = url.replace(/^ws/, 'http').replace(/\/feed$/, '')
    const headers = { origin, host: new URL(origin).host }
    const signedIn = await app.inject({
      ...{ method: 'POST', url: '/api/session', headers, payload: { token: controlToken, name: 'Ada' } },
    })
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
    const watch = (from: string) => {
      const ws = new WebSocket(url, ['racecast.v1.json'], { headers: { cookie, origin: from } })
      ws.on('open', () => ws.send(JSON.stringify(subscribe('hidden'))))
      const ended = new Promise<number>((resolve) => ws.on('close', resolve))
      const shown = new Promise<string>((resolve) => {
        ws.on('message', (data) => {
          if (JSON.parse(String(data)).type === 'snapshot') resolve('shown')
        })
      })
      return { ended, outcome: Promise.race([ended, shown]) }
    }
    expect(await watch('https://elsewhere.example').outcome).toBe(codeOf('unknownRace'))
    const own = watch(origin)
    expect(await own.outcome).toBe('shown')
    await app.inject({ method: 'DELETE', url: '/api/session', headers: { ...headers, cookie } })
    expect(await own.ended).toBe(codeOf('keyInvalid'))
    expect(await watch(origin).outcome).toBe(codeOf('unknownRace'))
  })

  it('is shown to a key in the header, in the address, or in a message before the subscription (K-2)', async () => {
    const { open, subscribe, authorize, key } = await setUp()
    const { token } = await key()
    const say = [subscribe('hidden')]
    for (const shown of [
      open({ bearer: token, say }),
      open({ address: token, say }),
      open({ say: [authorize(token), ...say] }),
      open({ say: [authorize(controlToken), ...say] }),
      open({ bearer: (await key({ race: null, scope: 'feed' })).token, say }),
    ]) {
      expect(await shown.outcome).toBe('hidden')
      shown.ws.terminate()
    }
  })

  it('is not shown before what is known of the key, even if it is asked for by its runId (K-2)', async () => {
    const { open, subscribe, authorize, key } = await setUp()
    const { token } = await key({ race: runId })
    const { outcome } = open({ say: [authorize(token), subscribe(hiddenId)] })
    expect(await outcome).toBe(codeOf('keyWrongRace'))
  })

  it('is not opened by a key in the address that opens more than one race, or controls (K-3)', async () => {
    const { open, subscribe, key } = await setUp()
    const say = [subscribe('hidden')]
    for (const address of [
      controlToken,
      (await key({ race: null })).token,
      (await key({ scope: 'control' })).token,
    ]) {
      expect(await open({ address, say }).closed).toBe(codeOf('keyInAddress'))
    }
  })

  it('tells each wrong key what is wrong with it, wherever it stands (K-4)', async () => {
    const { open, subscribe, authorize, key, access, time } = await setUp()
    const [expired, revoked, other] = [
      await key(),
      await key({ days: 3 }),
      await key({ race: runId, days: 3 }),
    ]
    await access.revoke(revoked.key.jti)
    time.pass(2 * dayMs)
    const say = [subscribe('hidden')]
    for (const [token, reason] of [
      ['nonsense', 'keyInvalid'],
      [expired.token, 'keyExpired'],
      [revoked.token, 'keyRevoked'],
      [other.token, 'keyWrongRace'],
    ] as const) {
      for (const shown of [
        open({ bearer: token, say }),
        open({ address: token, say }),
        open({ say: [authorize(token), ...say] }),
      ]) {
        expect(await shown.closed).toBe(codeOf(reason))
        expect(shown.messages.at(-1)).toMatchObject({ type: 'error', code: reason })
        expect(JSON.stringify(shown.messages)).not.toContain(token)
      }
    }
  })

  it('ends when the key is revoked, and when it expires (K-5)', async () => {
    const { open, subscribe, key, access, time, hidden } = await setUp()
    const [revoked, expiring] = [await key({ days: 3 }), await key({ days: 20 / 86_400 })]
    const [first, second] = [revoked, expiring].map(({ token }) =>
      open({ bearer: token, say: [subscribe('hidden')] }),
    )
    expect(await Promise.all([first!.outcome, second!.outcome])).toEqual(['hidden', 'hidden'])
    await access.revoke(revoked.key.jti)
    expect(await first!.closed).toBe(codeOf('keyRevoked'))
    time.pass(22_000)
    expect(await second!.closed).toBe(codeOf('keyExpired'))
    await expect.poll(() => hidden.listeners).toBe(0)
  })

  it('ends when the key for it is replaced by one for another race, which its revocation would not end (K-2)', async () => {
    const { open, subscribe, authorize, key } = await setUp()
    const { ws, closed, outcome } = open({ bearer: (await key()).token, say: [subscribe('hidden')] })
    expect(await outcome).toBe('hidden')
    ws.send(JSON.stringify(authorize((await key({ race: runId })).token)))
    expect(await closed).toBe(codeOf('keyWrongRace'))
  })

  it('is not told from one that there is not by whether the list of races can be read (K-1)', async () => {
    const { open, subscribe, races } = await setUp()
    races.broken = new Error('away')
    for (const race of ['hidden', 'nowhere'])
      expect([race, await open({ say: [subscribe(race)] }).closed]).toEqual([race, codeOf('notReady')])
  })

  it('sends who comes while revocations cannot be read away, to come back (K-4)', async () => {
    const { bus, key } = await setUp()
    const { token } = await key()
    const away = { ...bus, notes: () => Promise.reject(new Error('away')) }
    const { open, subscribe } = await setUp({ ports: { bus: away } })
    expect(await open({ bearer: token, say: [subscribe('hidden')] }).closed).toBe(codeOf('keysUnavailable'))
  })

  it('is looked at no more from an address that has shown many wrong ones, until it has waited (K-4)', async () => {
    const { open, subscribe, authorize, key, url, time } = await setUp()
    const say = [subscribe('hidden')]
    for (let n = 0; n < 20; n++) await open({ say: [authorize(`guess-${n}`)] }).closed
    expect(await open({ say: [authorize(controlToken)] }).closed).toBe(codeOf('keysUnavailable'))
    const headers = { authorization: `Bearer ${controlToken}` }
    const ws = new WebSocket(url, ['racecast.v1.json'], { headers })
    const status = await new Promise((resolve) => {
      ws.on('open', () => resolve(101))
      ws.on('error', (error) => resolve(error.message.match(/\d+/)?.[0]))
    })
    expect(status).toBe('429')
    // Who has a key that was made here is not kept out.
    const shown = [open({ bearer: (await key()).token, say })]
    expect(await shown[0]!.outcome).toBe('hidden')
    time.pass(3000)
    shown.push(open({ bearer: controlToken, say }))
    expect(await shown[1]!.outcome).toBe('hidden')
    for (const one of shown) one.ws.terminate()
  })

  it('any number of displays may come from one address, which others may not (L-5)', async () => {
    const { open, subscribe, key, url } = await setUp({ connectRate: 1 })
    const { token } = await key({ scope: 'feed' })
    const displays = Array.from({ length: 30 }, () => open({ address: token, say: [subscribe('hidden')] }))
    expect(new Set(await Promise.all(displays.map(({ outcome }) => outcome)))).toEqual(new Set(['hidden']))
    for (const { ws } of displays) ws.terminate()
    const others = Array.from({ length: 21 }, () => new WebSocket(url, ['racecast.v1.json']))
    const refused = others.map(
      (ws) =>
        new Promise<boolean>((resolve) => {
          ws.on('open', () => resolve(false))
          ws.on('error', (error) => resolve(/429/.test(error.message)))
        }),
    )
    expect((await Promise.all(refused)).filter(Boolean)).toHaveLength(1)
    for (const ws of others) ws.terminate()
  })
})

describe('a race that becomes private', () => {
  it('ends for who has no key for it, held back or not, and goes on for who has one (K-6)', async () => {
    const { open, subscribe, authorize, key, race, races } = await setUp()
    const { token } = await key({ race: runId })
    const late: ClientMessage = { type: 'subscribe', race: runId, delayMs: 5000 }
    const fans = [open({ say: [subscribe(runId)] }), open({ say: [late] })]
    const strayed = open({ bearer: (await key()).token, say: [subscribe(runId)] })
    const invited = [
      open({ bearer: token, say: [subscribe(runId)] }),
      open({ say: [authorize(token), subscribe(runId)] }),
      open({ bearer: controlToken, say: [late] }),
    ]
    for (const { messages } of [...fans, strayed, ...invited])
      await expect.poll(() => messages.some(({ type }) => type === 'subscribed')).toBe(true)
    races.makePrivate(race)
    for (const { closed, messages } of fans) {
      expect(await closed).toBe(codeOf('racePrivate'))
      expect(messages.at(-1)).toMatchObject({ type: 'error', code: 'racePrivate' })
    }
    expect(await strayed.closed).toBe(codeOf('keyWrongRace'))
    const { seq } = race.tick().delta
    for (const { messages } of invited.slice(0, 2))
      await expect.poll(() => messages.some((one) => one.type === 'delta' && one.seq === seq)).toBe(true)
    for (const { ws } of invited) {
      expect(ws.readyState).toBe(WebSocket.OPEN)
      ws.terminate()
    }
    expect(await open({ say: [subscribe(runId)] }).closed).toBe(codeOf('unknownRace'))
  })

  it('shows nothing while a key that was just shown is looked into: who shows it is to come back with it (K-6)', async () => {
    const { open, subscribe, authorize, key, race, races, access } = await setUp()
    const { token } = await key({ race: runId })
    const { ws, closed, messages, outcome } = open({ say: [subscribe(runId)] })
    expect(await outcome).toBe(raceInfo.slug)
    const asked = Promise.withResolvers<void>()
    const { check } = access
    access.check = () => {
      asked.resolve()
      return new Promise(() => {})
    }
    ws.send(JSON.stringify(authorize(token)))
    await asked.promise
    races.makePrivate(race)
    const { seq } = race.tick().delta
    expect(await closed).toBe(codeOf('keysUnavailable'))
    expect(messages.at(-1)).toMatchObject({ type: 'error', code: 'keysUnavailable' })
    expect(messages.some((one) => one.type === 'delta' && one.seq === seq)).toBe(false)
    access.check = check
    const again = open({ say: [authorize(token), subscribe(runId)] })
    expect(await again.outcome).toBe(raceInfo.slug)
    again.ws.terminate()
  })
})
