import { redisIsMissing } from '@racecast/infra/stack/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { answering, type OnRedis, onRedis } from '../bus/testing/on-redis.ts'
import { type Clock, systemClock } from '../clock.ts'
import { createAccess, type KeyOrder } from './access.ts'
import { AccessFailure } from './failure.ts'

const order: KeyOrder = { scope: 'watch', race: null, label: 'Finish screen', days: 1 }
const controlToken = 'the-control-token-of-all'
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 10 })

describe.skipIf(redisIsMissing)('two gateways on one Redis', () => {
  let on: OnRedis
  beforeAll(async () => {
    on = await onRedis()
  })
  afterEach(() => on.closeBuses())
  afterAll(() => on.end())

  /** The clock of the machine; what is kept is put in order when the test says so. */
  function handClock() {
    const tidies: (() => void)[] = []
    const clock: Clock = {
      ...{ now: systemClock.now, elapsed: systemClock.elapsed },
      schedule(ms, run) {
        if (ms < 60_000) return systemClock.schedule(ms, run)
        tidies.push(run)
        return () => {}
      },
    }
    return {
      clock,
      tidy: () => {
        for (const tidy of tidies.splice(0)) tidy()
      },
    }
  }

  function start(clock: Clock = systemClock) {
    const bus = on.open()
    const signingKey = 'the-signing-key-that-all-gateways-have'
    const access = createAccess({ signingKey, controlToken, bus, clock })
    onTestFinished(() => access.close())
    const revoked: string[] = []
    access.onRevoked((jti) => revoked.push(jti))
    const code = async (token: string) => {
      const answer = await access.check(token)
      return answer instanceof AccessFailure ? answer.code : answer.scope
    }
    const sessionCode = async (text: string) => {
      const answer = await access.checkSession(text)
      return answer instanceof AccessFailure ? answer.code : answer.operator
    }
    return { access, bus, revoked, code, sessionCode }
  }
  const heardBy = (...gateways: { bus: ReturnType<OnRedis['open']> }[]) =>
    Promise.all(gateways.map(({ bus }) => on.heard(bus)))

  it('take and list the same keys, and end one together', async () => {
    const [a, b] = [start(), start()]
    await heardBy(a, b)
    const { token, key } = (await a.access.mint(order))!
    expect(await b.code(token)).toBe('watch')
    await until(async () => expect(await b.access.list()).toEqual([key]))
    await b.access.revoke(key.jti)
    expect(await b.code(token)).toBe('key-revoked')
    await until(() => expect(a.revoked).toEqual([key.jti]))
    expect(await a.code(token)).toBe('key-revoked')
    expect(b.revoked).toEqual([key.jti])
  })

  it('refuse what was revoked before they started', async () => {
    const a = start()
    const { token, key } = (await a.access.mint(order))!
    await a.access.revoke(key.jti)
    a.access.close()
    await a.bus.close()
    expect(await start().code(token)).toBe('key-revoked')
  })

  it('make and revoke keys at once, and none is lost', async () => {
    const { clock, tidy } = handClock()
    const [a, b] = [start(clock), start()]
    await heardBy(a, b)
    const before = await Promise.all(Array.from({ length: 5 }, () => b.access.mint(order)))
    await until(async () => expect(await a.access.list()).toHaveLength(5))
    const [made] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? a : b).access.mint(order))),
      ...before.map((one, i) => (i % 2 ? a : b).access.revoke(one!.key.jti)),
      tidy(),
    ])
    const c = start()
    const list = await c.access.list()
    expect(list).toHaveLength(15)
    expect(list.filter(({ revokedAt }) => revokedAt !== null)).toHaveLength(5)
    for (const one of made) expect(await c.code(one!.token)).toBe('watch')
    for (const one of before) expect(await c.code(one!.token)).toBe('key-revoked')
  })

  it('remember what was revoked while Redis is away and when it comes back empty, and write it back', async () => {
    const { clock, tidy } = handClock()
    const [a, b] = [start(clock), start()]
    await heardBy(a, b)
    const { token, key } = (await a.access.mint(order))!
    await a.access.revoke(key.jti)
    await until(() => expect(b.revoked).toEqual([key.jti]))
    await on.redis.flushall()
    await on.server.restart()
    await answering(a.bus)
    expect(await a.bus.notes('keys')).toEqual(new Map())
    expect([await a.code(token), await b.code(token)]).toEqual(['key-revoked', 'key-revoked'])
    tidy()
    await until(async () => expect(await a.bus.notes('keys')).toHaveProperty('size', 1))
    expect(await start().code(token)).toBe('key-revoked')
  })

  const signIn = async ({ access }: ReturnType<typeof start>): Promise<string> => {
    const begun = await access.signIn(controlToken, 'Ada')
    if (begun instanceof AccessFailure) throw new Error(begun.message)
    return begun.text
  }

  it('take the same session, and it ends at both of them, and at one that starts afterwards', async () => {
    const [a, b] = [start(), start()]
    await heardBy(a, b)
    const [text, other] = [await signIn(a), await signIn(a)]
    expect([await a.sessionCode(text), await b.sessionCode(text)]).toEqual(['Ada', 'Ada'])
    const grant = await b.access.checkSession(text)
    if (grant instanceof AccessFailure) throw new Error(grant.message)
    const ended = new Promise<string>((resolve) => b.access.whileGood(grant, ({ code }) => resolve(code)))
    await a.access.signOut(text)
    expect(await ended).toBe('session-ended')
    const c = start()
    for (const gateway of [a, b, c]) {
      expect(await gateway.sessionCode(text)).toBe('session-ended')
      expect(await gateway.sessionCode(other)).toBe('Ada')
    }
  })

  it('remember which sessions were ended when Redis comes back empty, and write it back', async () => {
    const hand = handClock()
    const a = start(hand.clock)
    await heardBy(a)
    const text = await signIn(a)
    await a.access.signOut(text)
    await on.redis.flushall()
    await on.server.restart()
    await answering(a.bus)
    expect(await a.sessionCode(text)).toBe('session-ended')
    hand.tidy()
    await until(async () => expect(await a.bus.notes('ended-sessions')).toHaveProperty('size', 1))
    expect(await start().sessionCode(text)).toBe('session-ended')
  })
})
