import { Type } from 'typebox'
import { granted } from '../../access/access-problem.ts'
import { AccessFailure } from '../../access/failure.ts'
import { OperatorName } from '../../access/key.ts'
import { isFromElsewhere, sessionCookie, sessionIn } from '../../access/session-cookie.ts'
import { BusUnavailable } from '../../bus/index.ts'
import { networkOf } from '../../feed/network.ts'
import { Problem } from '../../problems.ts'
import type { RestApp, RestContext } from '../context.ts'

const SignIn = Type.Object(
  {
    token: Type.String({
      minLength: 1,
      maxLength: 1500,
      description: 'the control token, or a key of that scope',
    }),
    name: OperatorName,
  },
  { additionalProperties: false },
)

const SessionInfo = Type.Object({
  name: Type.String({ description: "the operator's" }),
  scope: Type.Literal('control'),
  race: Type.Union([Type.String(), Type.Null()], { description: 'runId; null: any race' }),
  expires: Type.Integer({ description: 'epoch ms' }),
})

/** Signing in to race control, seeing who is signed in, and signing out. */
export async function sessionRoutes(app: RestApp, { access, wrongTokens }: RestContext): Promise<void> {
  app.post(
    '/api/session',
    { schema: { body: SignIn, response: { 200: SessionInfo } } },
    async (request, reply) => {
      if (isFromElsewhere(request)) throw fromElsewhere()
      const { token, name } = request.body
      const begun = await wrongTokens.limiting(networkOf(request.ip), token, () => access.signIn(token, name))
      const { text, session } = granted(begun)
      reply.header('set-cookie', sessionCookie(request, text, session.expires))
      reply.header('cache-control', 'no-store')
      return { scope: 'control' as const, ...session }
    },
  )

  app.get('/api/session', { schema: { response: { 200: SessionInfo } } }, async (request) => {
    const text = sessionIn(request)
    const missing = new AccessFailure(
      'session-ended',
      'Nobody is signed in here; POST /api/session does that.',
    )
    const grant = granted(text === undefined ? missing : await access.checkSession(text))
    return {
      ...{ name: grant.operator!, scope: 'control' as const, race: grant.race },
      expires: grant.expiresAt!,
    }
  })

  app.delete('/api/session', async (request, reply) => {
    if (isFromElsewhere(request)) throw fromElsewhere()
    // Whatever becomes of the rest: this browser shows it no more.
    reply.header('set-cookie', sessionCookie(request, '', 0))
    const text = sessionIn(request)
    if (text !== undefined) await signOut(text)
    return reply.code(204).send()
  })

  async function signOut(text: string): Promise<void> {
    try {
      await access.signOut(text)
    } catch (error) {
      if (!(error instanceof BusUnavailable)) throw error
      throw new Problem(
        'bus-unavailable',
        'You are signed out here. Other gateways take the session until they can be told: as soon as the bus is back.',
        { headers: { 'retry-after': '2' } },
      )
    }
  }
}

const fromElsewhere = () =>
  new Problem(
    'cross-origin',
    'Sign in and out on a page of this gateway, at the address that it is reached at.',
  )
