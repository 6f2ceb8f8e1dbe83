import { randomUUID } from 'node:crypto'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import { createEndedSessions } from './ended-sessions.ts'
import { AccessFailure, revokedKey } from './failure.ts'
import type { Grant } from './grant.ts'
import { createIssuedKeys } from './issued-keys.ts'
import { KeyClaims, type KeyRecord, type Scope } from './key.ts'
import { isSameSecret } from './same-secret.ts'
import { createSessions, type Session } from './session.ts'
import { createSigning } from './signing.ts'
import { watchGrant } from './watch-grant.ts'

/** Where a token stood. An address is written down by browsers, proxies and logs. */
export type Place = 'header' | 'message' | 'address'

/** What access needs to know of a race. */
export interface GuardedRace {
  runId: string
  isPrivate: boolean
}

export interface KeyOrder {
  scope: Scope
  race: string | null
  label: string
  days: number
}

export interface AccessOptions {
  signingKey: string
  controlToken: string | undefined
  bus: Bus
  clock: Clock
}

export type Access = ReturnType<typeof createAccess>

const dayMs = 86_400_000
/** The list is read and written whole. */
const mostKeys = 10_000

/** Who may watch what and who may change something. Knows neither HTTP nor the feed. */
export function createAccess({ signingKey, controlToken, bus, clock }: AccessOptions) {
  const signing = createSigning(signingKey, clock, KeyClaims)
  const keys = createIssuedKeys({ bus, clock })
  const endedSessions = createEndedSessions({ bus, clock })
  const sessions = createSessions({ signingKey, controlToken, clock, revocationOf, endedSessions })

  async function grantOf(token: string): Promise<Grant | AccessFailure> {
    if (controlToken !== undefined && isSameSecret(token, controlToken)) return { ...controlTokens }
    const claims = await signing.verify(token)
    if (claims instanceof AccessFailure) return claims
    const { jti, scope, race = null, label, exp } = claims
    const revokedAt = await revocationOf(jti)
    if (revokedAt instanceof AccessFailure) return revokedAt
    if (revokedAt === null)
      return { scope, race, jti, label, session: null, operator: null, expiresAt: exp * 1000 }
    return revokedKey(revokedAt)
  }

  /** When a key was revoked, epoch ms; null if it was not. */
  async function revocationOf(jti: string): Promise<number | null | AccessFailure> {
    const known = keys.get(jti)?.revokedAt ?? null
    if (known !== null) return known
    try {
      await keys.load()
    } catch {
      const message = 'It cannot be told at the moment whether the key was revoked; try again.'
      return new AccessFailure('keys-unavailable', message)
    }
    return keys.get(jti)?.revokedAt ?? null
  }

  return {
    /** What a token opens, or why nothing: checked anew at each call. */
    async check(token: string, place: Place = 'header'): Promise<Grant | AccessFailure> {
      const grant = await grantOf(token)
      if (grant instanceof AccessFailure || place !== 'address') return grant
      if (grant.scope !== 'control' && grant.race !== null) return grant
      return new AccessFailure(
        'key-in-address',
        grant.scope === 'control'
          ? 'A control token never stands in an address, where browsers and proxies write it down: send it as ' +
              '"Authorization: Bearer TOKEN", and replace the one that stood there.'
          : 'Only a key bound to one race may stand in an address: send this one as "Authorization: Bearer TOKEN", ' +
              'or ask the organiser for one that is.',
      )
    },

    /** Begins a session with a token that may control something; `text` is for a cookie. */
    async signIn(token: string, name: string): Promise<{ text: string; session: Session } | AccessFailure> {
      if (controlToken === undefined) return controlOff
      const grant = await grantOf(token)
      if (grant instanceof AccessFailure) return grant
      if (grant.scope !== 'control') return wrongScope(grant.scope)
      return sessions.begin(grant, name)
    },

    /** What the text of a session opens, or that it has ended: checked anew at each call. */
    checkSession: async (text: string): Promise<Grant | AccessFailure> =>
      controlToken === undefined ? controlOff : sessions.check(text),

    /**
     * Ends the session that `text` is of, if it lasts: here at once, at every gateway when it resolves. Throws
     * `BusUnavailable`; the others are then told when the bus is back.
     */
    signOut: sessions.end,

    /** Whether a race may be seen. Who has no key learns nothing of a private one, not even that it exists. */
    mayWatch(grant: Grant | null, { runId, isPrivate }: GuardedRace): true | AccessFailure {
      if (!isPrivate) return true
      if (!grant) return new AccessFailure('race-not-found', 'There is no such race.')
      return grant.race === null || grant.race === runId ? true : boundElsewhere
    },

    /** Whether something may be changed: in one race, or (null) what is of no race or of all. */
    mayControl(grant: Grant | null, runId: string | null): true | AccessFailure {
      if (controlToken === undefined) return controlOff
      if (!grant)
        return new AccessFailure('unauthorized', 'Send "Authorization: Bearer TOKEN" with the control token.')
      if (grant.scope !== 'control') return wrongScope(grant.scope)
      if (grant.race === null || grant.race === runId) return true
      return runId === null ? boundToOne : boundElsewhere
    },

    /** Whether it is a display's: many may come from one address. */
    isDisplay: (grant: Grant | null): boolean => grant !== null && grant.scope !== 'watch',

    /** Makes a key; its token is nowhere kept. Undefined: there are too many. Throws `BusUnavailable`. */
    async mint({
      scope,
      race,
      label,
      days,
    }: KeyOrder): Promise<{ token: string; key: KeyRecord } | undefined> {
      await keys.load()
      if (keys.list().length >= mostKeys) return undefined
      const jti = randomUUID()
      const iat = Math.floor(clock.now() / 1000)
      const exp = iat + Math.round((days * dayMs) / 1000)
      const bound = race === null ? {} : { race }
      const token = await signing.sign({ iss: 'racecast', jti, scope, ...bound, label, iat, exp })
      const times = { issuedAt: iat * 1000, expiresAt: exp * 1000, revokedAt: null }
      const key: KeyRecord = { jti, scope, race, label, ...times }
      await keys.add(key)
      return { token, key }
    },

    /** The keys that were made, newest first. Throws `BusUnavailable`. */
    async list(): Promise<KeyRecord[]> {
      await keys.load()
      return keys.list()
    },

    /** Ends a key for good, at every gateway; undefined if there is none with this id. Throws `BusUnavailable`. */
    revoke: (jti: string): Promise<KeyRecord | undefined> => keys.revoke(jti),

    /** Told of each key that is revoked, so that what was opened with it can be closed; returns what ends it. */
    onRevoked: keys.onRevoked,

    /**
     * For what stays open: calls `end` once, with the reason, when the key behind `grant` is revoked or expires, or the
     * session is ended. Returns what takes that back.
     */
    whileGood: (grant: Grant, end: (why: AccessFailure) => void) =>
      watchGrant(grant, end, { keys, endedSessions, clock }),

    close(): void {
      keys.close()
      endedSessions.close()
    },
  }
}

const controlTokens: Grant = {
  ...{ scope: 'control', race: null, jti: null, label: 'the control token' },
  ...{ session: null, operator: null, expiresAt: null },
}

const controlOff = new AccessFailure(
  'control-off',
  'Set CONTROL_TOKEN and start the gateway again to change races and courses.',
)
const wrongScope = (scope: Scope) =>
  new AccessFailure(
    'key-wrong-scope',
    `The key is for ${scope}; changing something needs the control token, or a key with --scope control.`,
  )
const boundElsewhere = new AccessFailure(
  'key-wrong-race',
  'The key is for another race; ask for one for this race.',
)
const boundToOne = new AccessFailure(
  'key-wrong-race',
  'The key is for one race, and this concerns all of them: send the control token, or a key without --race.',
)
