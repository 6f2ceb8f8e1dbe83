import { Type } from 'typebox'
import { controlOfAll } from '../../access/control.ts'
import { Key, KeyId, KeyList, type KeyRecord, Label, mostDays, NewKey, Scope } from '../../access/key.ts'
import { operatorOf } from '../../access/operator.ts'
import { BusUnavailable } from '../../bus/index.ts'
import { Problem } from '../../problems.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findRace, RaceParam } from '../race/find-race.ts'

const KeyOrder = Type.Object(
  {
    scope: Scope,
    /** runId or slug; a key for any race if left out. */
    race: Type.Optional(RaceParam.properties.race),
    days: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: mostDays,
        description: 'how long it is good for; 30 if left out',
      }),
    ),
    label: Label,
  },
  { additionalProperties: false },
)

/** Making, listing and revoking keys: for who controls all races. */
export async function keyRoutes(app: RestApp, { access, races, audit }: RestContext): Promise<void> {
  const onRequest = controlOfAll(access)
  const shown = (key: KeyRecord): Key => ({
    ...key,
    slug: key.race === null ? null : (races.get(key.race)?.info.slug ?? null),
  })

  app.post(
    '/api/keys',
    { onRequest, schema: { body: KeyOrder, response: { 201: NewKey } } },
    async (request, reply) => {
      const { body } = request
      const { scope, label, days = 30 } = body
      const race = body.race === undefined ? null : findRace(races, body.race).info.runId
      const given = { operator: operatorOf(request), action: 'makeKey' as const, race }
      const made = await audit.carryOut(given, async () => {
        const answer = await orUnavailable(access.mint({ scope, race, label, days }))
        if (!answer) return { answer, before: null, after: null }
        return { answer, before: null, after: { jti: answer.key.jti, scope, label, days } }
      })
      if (!made)
        throw new Problem(
          'too-many-keys',
          'Revoke those that nobody uses; they leave the list a week after they expire.',
        )
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ token: made.token, key: shown(made.key) })
    },
  )

  app.get('/api/keys', { onRequest, schema: { response: { 200: KeyList } } }, async () => ({
    keys: (await orUnavailable(access.list())).map(shown),
  }))

  app.delete(
    '/api/keys/:jti',
    { onRequest, schema: { params: Type.Object({ jti: KeyId }), response: { 200: Key } } },
    async (request) => {
      const { params } = request
      const known = (await orUnavailable(access.list())).find(({ jti }) => jti === params.jti)
      if (known) {
        const { jti, scope, label, race, revokedAt } = known
        const about = { jti, scope, label }
        const given = { operator: operatorOf(request), action: 'revokeKey' as const, race, after: about }
        return shown(
          await audit.carryOut(given, async () => {
            const answer = (await orUnavailable(access.revoke(jti))) ?? known
            // A second time changes nothing.
            return { answer, before: revokedAt === null ? null : about, after: about }
          }),
        )
      }
      throw new Problem('key-not-found', `There is no key ${params.jti}; GET /api/keys lists them.`)
    },
  )
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof BusUnavailable)) throw error
    throw new Problem('keys-unavailable', 'Try again in a moment.', { headers: { 'retry-after': '2' } })
  }
}
