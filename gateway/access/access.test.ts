import fc from 'fast-check'
import { SignJWT } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Bus } from '../bus/bus.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { createAccess, type KeyOrder, type Place } from './access.ts'
import { AccessFailure } from './failure.ts'
import type { Grant } from './grant.ts'
import { busOnFile } from './testing/on-file.ts'

const signingKey = 'a-signing-key-of-forty-characters-or-more'
const controlToken = 'the-control-token'
const runId = '3f0e2f5c-5d3c-4a57-9f0e-0f1a2b3c4d5e'
const otherRun = '00000000-0000-4000-8000-000000000000'
const hidden = { runId, isPrivate: true }
const order: KeyOrder = { scope: 'watch', race: runId, label: 'Finish screen', days: 30 }

function setUp() {
  const time = new VirtualTime()
  const open = busOnFile(time)
  /** A gateway that starts on what the one before has left. */
  const start = (given: Partial<Parameters<typeof createAccess>[0]> = {}) => {
    const access = createAccess({ signingKey, controlToken, bus: open(), clock: time, ...given })
    onTestFinished(() => access.close())
    const make = async (changes: Partial<KeyOrder> = {}) => (await access.mint({ ...order, ...changes }))!
    const grant = async (changes?: Partial<KeyOrder>) =>
      (await access.check((await make(changes)).token)) as Grant
    const code = async (token: string, place?: Place) => codeOf(await access.check(token, place))
    return { access, make, grant, code }
  }
  return { time, open, start, ...start() }
}
const codeOf = (answer: unknown) => (answer instanceof AccessFailure ? answer.code : answer)

/** A token that only its signature makes ours. */
const signed = (claims: object, { alg = 'HS256', key = signingKey } = {}) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key.padEnd(64, '.')))

describe('a key', () => {
  it('opens what it was made for until it expires', async () => {
    const { make, access, time, code } = setUp()
    const { token, key } = await make()
    const grant = {
      scope: 'watch',
      race: runId,
      jti: key.jti,
      label: 'Finish screen',
      session: null,
      operator: null,
    }
    expect(await access.check(token)).toEqual({ ...grant, expiresAt: time.now() + 30 * 86_400_000 })
    time.pass(30 * 86_400_000 - 1000)
    expect(await access.check(token)).toMatchObject(grant)
    time.pass(10_000)
    expect(await code(token)).toBe('key-expired')
  })

  it('says when it expired, and never itself', async () => {
    const { make, access, time } = setUp()
    const { token } = await make({ days: 1 })
    time.pass(2 * 86_400_000)
    const { message } = (await access.check(token)) as AccessFailure
    expect(message).toContain(new Date(1_700_000_000_000 + 86_400_000).toISOString())
    expect(message).not.toContain(token.slice(0, 20))
  })

  it('that was revoked after it was looked at opens nothing that lasts', async () => {
    const { make, access, time } = setUp()
    const { token, key } = await make()
    const grant = (await access.check(token)) as Grant
    await access.revoke(key.jti)
    const ends: string[] = []
    const release = access.whileGood(grant, ({ code }) => ends.push(code))
    time.pass(1)
    expect(ends).toEqual(['key-revoked'])
    release()
  })

  it('is not one with any character of it changed', async () => {
    const { make, access } = setUp()
    const { token } = await make()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='
    // The last character carries two bits that no decoder reads.
    const at = fc.integer({ min: 0, max: token.length - 2 })
    const other = fc.constantFrom(...alphabet)
    await fc.assert(
      fc.asyncProperty(at, other, async (i, c) => {
        fc.pre(token[i] !== c)
        expect(codeOf(await access.check(token.slice(0, i) + c + token.slice(i + 1)))).toBe('key-invalid')
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it.each([
    '',
    'x',
    '..',
    'a.b.c',
    'null',
    `${'a'.repeat(2000)}.b.c`,
    '{"alg":"none"}',
    '\u0000',
    '🏃.🏃.🏃',
  ])('is not %j', async (token) => {
    expect(await setUp().code(token)).toBe('key-invalid')
  })

  it('is not one that says itself how it is signed, or that another secret signed', async () => {
    const { code, time } = setUp()
    const now = Math.floor(time.now() / 1000)
    const claims = { iss: 'racecast', jti: otherRun, scope: 'control', label: 'x', iat: now, exp: now + 60 }
    const bare = ['{"alg":"none"}', JSON.stringify(claims), ''].map((part) =>
      Buffer.from(part).toString('base64url'),
    )
    expect(await code(bare.join('.'))).toBe('key-invalid')
    expect(await code(await signed(claims, { alg: 'HS512' }))).toBe('key-invalid')
    expect(await code(await signed(claims, { key: 'another-secret-of-forty-characters-or-so' }))).toBe(
      'key-invalid',
    )
  })

  it('is not one whose signed claims are not those of a key', async () => {
    const secret = signingKey.padEnd(64, '.')
    const { start, time } = setUp()
    const { code } = start({ signingKey: secret })
    const now = Math.floor(time.now() / 1000)
    const claims = { iss: 'racecast', jti: otherRun, scope: 'watch', label: 'x', iat: now, exp: now + 60 }
    expect(await code(await signed(claims))).toMatchObject({ scope: 'watch', race: null })
    const wrong: object[] = [
      { scope: 'root' },
      { scope: undefined },
      { iss: 'somebody' },
      { iss: undefined },
      { jti: '__proto__' },
      { race: 5 },
      { race: 'demo' },
      { exp: undefined },
      { exp: 'tomorrow' },
      { iat: now + 60 },
      { nbf: now + 60 },
      { label: 'x'.repeat(81) },
    ]
    for (const change of wrong)
      expect(await code(await signed({ ...claims, ...change })), JSON.stringify(change)).toBe('key-invalid')
  })

  it('allows for clocks that are a little apart', async () => {
    const { make, code, time } = setUp()
    const { token } = await make({ days: 1 })
    time.set(-4000)
    expect(await code(token)).toMatchObject({ scope: 'watch' })
    time.pass(86_400_000 + 4000 + 4000)
    expect(await code(token)).toMatchObject({ scope: 'watch' })
    time.pass(2000)
    expect(await code(token)).toBe('key-expired')
  })

  it('stands in an address only if it is bound to one race and changes nothing', async () => {
    const { make, code } = setUp()
    const inAddress = async (changes: Partial<KeyOrder>) => code((await make(changes)).token, 'address')
    expect(await inAddress({ scope: 'watch' })).toMatchObject({ scope: 'watch', race: runId })
    expect(await inAddress({ scope: 'feed' })).toMatchObject({ scope: 'feed', race: runId })
    expect(await inAddress({ scope: 'watch', race: null })).toBe('key-in-address')
    expect(await inAddress({ scope: 'feed', race: null })).toBe('key-in-address')
    expect(await inAddress({ scope: 'control' })).toBe('key-in-address')
    expect(await code(controlToken, 'address')).toBe('key-in-address')
    expect(await code(controlToken, 'message')).toMatchObject({ scope: 'control' })
    expect(await code('nonsense', 'address')).toBe('key-invalid')
  })
})

describe('the control token', () => {
  it('opens everything and never expires', async () => {
    const { access, code } = setUp()
    const grant = await access.check(controlToken)
    expect(grant).toMatchObject({ scope: 'control', race: null, jti: null, expiresAt: null })
    expect(await code(`${controlToken}x`)).toBe('key-invalid')
    expect(await code(controlToken.slice(1))).toBe('key-invalid')
  })

  it('is none where none was set', async () => {
    const { start } = setUp()
    const { code } = start({ controlToken: undefined })
    expect(await code('undefined')).toBe('key-invalid')
  })
})

describe('a private race', () => {
  it('does not exist for who has no key, and is seen with a key of any scope for it', async () => {
    const { access, grant } = setUp()
    expect(codeOf(access.mayWatch(null, hidden))).toBe('race-not-found')
    for (const scope of ['watch', 'feed', 'control'] as const) {
      expect(access.mayWatch(await grant({ scope }), hidden)).toBe(true)
      expect(access.mayWatch(await grant({ scope, race: null }), hidden)).toBe(true)
      expect(codeOf(access.mayWatch(await grant({ scope, race: otherRun }), hidden))).toBe('key-wrong-race')
    }
  })

  it('is the only kind that needs a key', async () => {
    const { access, grant } = setUp()
    expect(access.mayWatch(null, { runId, isPrivate: false })).toBe(true)
    expect(access.mayWatch(await grant({ race: otherRun }), { runId, isPrivate: false })).toBe(true)
  })
})

describe('changing something', () => {
  it('needs control, of that race or of all', async () => {
    const { access, grant } = setUp()
    const may = (given: Grant | null, race: string | null = runId) => codeOf(access.mayControl(given, race))
    expect(may(null)).toBe('unauthorized')
    expect(may(await grant({ scope: 'watch' }))).toBe('key-wrong-scope')
    expect(may(await grant({ scope: 'feed', race: null }))).toBe('key-wrong-scope')
    expect(may(await grant({ scope: 'control' }))).toBe(true)
    expect(may(await grant({ scope: 'control' }), otherRun)).toBe('key-wrong-race')
    expect(may(await grant({ scope: 'control' }), null)).toBe('key-wrong-race')
    expect(may(await grant({ scope: 'control', race: null }), null)).toBe(true)
  })

  it('and being a display are told apart', async () => {
    const { access, grant } = setUp()
    expect(access.isDisplay(null)).toBe(false)
    expect(access.isDisplay(await grant({ scope: 'watch' }))).toBe(false)
    expect(access.isDisplay(await grant({ scope: 'feed' }))).toBe(true)
  })
})

describe('a key that is revoked', () => {
  it('opens nothing from then on, also after a restart', async () => {
    const { access, make, code, start, time } = setUp()
    const { token, key } = await make()
    time.pass(5000)
    expect(await access.revoke(key.jti)).toEqual({ ...key, revokedAt: time.now() })
    expect(await code(token)).toBe('key-revoked')
    access.close()
    const next = start()
    expect(await next.code(token)).toBe('key-revoked')
    expect(await next.access.list()).toEqual([{ ...key, revokedAt: time.now() }])
  })

  it('is told once to who keeps connections that it opened', async () => {
    const { access, make } = setUp()
    const told: string[] = []
    const end = access.onRevoked((jti) => told.push(jti))
    const [one, two] = [await make(), await make()]
    await access.revoke(one.key.jti)
    await access.revoke(one.key.jti)
    expect(told).toEqual([one.key.jti])
    end()
    await access.revoke(two.key.jti)
    expect(told).toEqual([one.key.jti])
  })

  it('or expires ends what it keeps open, once, and whoever has gone is left alone', async () => {
    const { access, grant, time } = setUp()
    const ended: string[] = []
    const open = (name: string, given: Grant) =>
      access.whileGood(given, ({ code }) => ended.push(`${name} ${code}`))
    const [long, short] = [await grant({ days: 60 }), await grant({ days: 1 })]
    open('a', long)
    open('b', long)
    open('gone', long)()
    open('c', short)
    open('late', await grant({ days: 40 }))
    open('control', (await access.check(controlToken)) as Grant)
    await access.revoke(long.jti!)
    expect(ended).toEqual(['a key-revoked', 'b key-revoked'])
    time.pass(86_400_000 - 1)
    expect(ended).toHaveLength(2)
    time.pass(1)
    expect(ended.slice(2)).toEqual(['c key-expired'])
    time.pass(39 * 86_400_000)
    expect(ended.slice(3)).toEqual(['late key-expired'])
    time.pass(100 * 86_400_000)
    expect(ended).toHaveLength(4)
  })

  it('stays so when what is kept was lost, and is written back', async () => {
    const { access: other, start, time, open } = setUp()
    other.close()
    const lossy = open()
    const { access, code } = start({ bus: lossy })
    const { token, key } = (await access.mint(order))!
    await access.revoke(key.jti)
    await lossy.note('keys', new Map(), { whole: true })
    expect(await code(token)).toBe('key-revoked')
    time.pass(60_000)
    await expect.poll(async () => (await lossy.notes('keys')).get(key.jti)).toContain('revokedAt')
  })

  it('is not there to be revoked if nobody made it', async () => {
    expect(await setUp().access.revoke(otherRun)).toBeUndefined()
  })
})

describe('the list of keys', () => {
  it('holds each with its label, newest first, and no token', async () => {
    const { access, make, time } = setUp()
    const first = await make({ label: 'Écran 1 🏁' })
    time.pass(1000)
    const second = await make({ scope: 'control', race: null })
    const list = await access.list()
    expect(list).toEqual([second.key, first.key])
    expect(JSON.stringify(list)).not.toContain('eyJ')
  })

  it('drops a key a week after it has expired, where it is kept too', async () => {
    const { access: other, time, start, open } = setUp()
    other.close()
    const bus = open()
    const { access } = start({ bus })
    await access.mint({ ...order, days: 1 })
    time.pass(2 * 86_400_000)
    expect(await access.list()).toHaveLength(1)
    time.pass(7 * 86_400_000)
    expect(await access.list()).toEqual([])
    time.pass(60_000)
    await expect.poll(async () => (await bus.notes('keys')).size).toBe(0)
  })

  it('is not upset by what somebody else has written there', async () => {
    const { open, start } = setUp()
    const bus = open()
    const { access } = start({ bus })
    await access.list()
    const odd = ['', '{', 'null', '{"jti":"x"}', '[]'].map((text, i) => [`odd-${i}`, text] as const)
    await bus.note('keys', new Map([...odd, ['__proto__', '{"revokedAt":1}']]))
    expect(await access.list()).toEqual([])
    expect(await start({ bus }).access.list()).toEqual([])
  })
})

describe('while the bus does not answer', () => {
  const away: Partial<Bus> = { notes: () => Promise.reject(new Error('away')) }

  it('nobody can tell whether a key was revoked, but the control token opens', async () => {
    const { make, start, open } = setUp()
    const { token } = await make()
    const { code } = start({ bus: { ...open(), ...away } })
    expect(await code(token)).toBe('keys-unavailable')
    expect(await code(controlToken)).toMatchObject({ scope: 'control' })
  })

  it('what was known before holds', async () => {
    const { make, start, open } = setUp()
    const bus = open()
    const next = start({ bus })
    const { token } = await make()
    expect(await next.code(token)).toMatchObject({ scope: 'watch' })
    Object.assign(bus, away)
    expect(await next.code(token)).toMatchObject({ scope: 'watch' })
  })
})
