import { describe, expect, it, onTestFinished } from 'vitest'
import { controlToken } from '../../fixtures/gateway.ts'
import { until, wholeService } from '../testing/whole-service.ts'

const bearer = { authorization: `Bearer ${controlToken}` }
type Service = Awaited<ReturnType<typeof wholeService>>

/** An operator who is signed in and, from `listen` on, told of what happens. */
async function operator({ app, ask }: Service, url: string, name: string) {
  const signedIn = await app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { token: controlToken, name },
  })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
  const headers = { cookie, 'sec-fetch-site': 'same-origin' }
  const told: { event: string; data: never }[] = []
  return {
    headers,
    told,
    order: (path: string, payload: object = {}) => ask('POST', path, payload, headers),
    /** What was told last of a kind. */
    last: (event: string): never => told.findLast((one) => one.event === event)?.data as never,
    async listen(race: string) {
      const abort = new AbortController()
      onTestFinished(() => abort.abort())
      const answer = await fetch(`${url}/api/races/${race}/desk`, {
        headers: { cookie },
        signal: abort.signal,
      })
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
      void (async () => {
        let text = ''
        for (;;) {
          const { done, value } = await reader.read()
          if (done) return
          text += value
          const events = text.split('\n\n')
          text = events.pop()!
          for (const event of events) {
            const [, kind, data] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? []
            if (kind) told.push({ event: kind, data: JSON.parse(data!) as never })
          }
        }
      })().catch(() => {})
      return { status: answer.status, leave: () => abort.abort() }
    },
  }
}
const listening = async (service: Service) => service.app.listen({ host: '127.0.0.1', port: 0 })

describe('the desk', { timeout: 60_000 }, () => {
  it('shows each operator at once what the other has done, who is there, and who leaves', async () => {
    const service = await wholeService()
    const url = await listening(service)
    const runId = await service.race({ startTime: Date.now() + 3_600_000 })
    const [ada, bo] = [await operator(service, url, 'Ada'), await operator(service, url, 'Bö')]
    await ada.listen(runId)
    await until(() =>
      expect(ada.last('desk')).toMatchObject({ race: { runId }, audit: [{ action: 'create' }] }),
    )
    const seat = await bo.listen(runId)
    const names = (told: { operators: { name: string }[] }) => told.operators.map(({ name }) => name)
    await until(() => expect(names(ada.last('operators'))).toEqual(['Ada', 'Bö']))

    await bo.order(`/api/races/${runId}/competitors/2/standing`, { standing: 'DNS', reason: 'no-show' })
    await until(() =>
      expect(ada.last('audit')).toMatchObject({
        ...{
          n: 2,
          operator: 'Bö',
          action: 'standing',
          bib: '2',
          before: 'entered',
          after: 'DNS',
          reason: 'no-show',
        },
        ...{ outcome: 'done', race: runId },
      }),
    )
    const ack = { bib: '3', kind: 'lost', since: 61_000, note: 'a marshal is on the way' }
    const answer = await ada.order(`/api/races/${runId}/acknowledgements`, ack)
    expect([answer.status, answer.body]).toEqual([
      200,
      { ...ack, id: 3, operator: 'Ada', at: expect.any(Number) },
    ])
    await until(() => expect(bo.last('acknowledgement')).toEqual(answer.body))
    await ada.order(`/api/races/${runId}/acknowledgements`, ack)
    const pause = await bo.order(`/api/races/${runId}/pause`)
    expect(pause.status).toBe(409)
    await until(() => {
      const begun: { n: number } = ada.last('audit')
      expect(begun).toMatchObject({ action: 'pause', outcome: 'pending' })
      expect(ada.last('auditDropped')).toEqual({ n: begun.n })
    })
    await ada.order(`/api/races/${runId}/start`)
    await until(() => expect(bo.last('race')).toMatchObject({ status: 'started' }))
    seat.leave()
    await until(() => expect(names(ada.last('operators'))).toEqual(['Ada']))

    const log = await service.ask('GET', `/api/races/${runId}/audit`)
    const lines = log.body.entries.map(
      ({ operator: who, action }: Record<string, string>) => `${who} ${action}`,
    )
    expect(lines).toEqual(['API create', 'Bö standing', 'Ada acknowledge', 'Ada start'])
    const late = await operator(service, url, 'Cy')
    await late.listen(runId)
    await until(() =>
      expect(late.last('desk')).toMatchObject({ acknowledgements: [answer.body], race: { runId } }),
    )
  })

  it('has every order in the log of its race: once, with what was refused and repeated left out', async () => {
    const { ask, race, ports } = await wholeService()
    const runId = await race()
    const post = (path: string, body?: object, headers = {}) =>
      ask('POST', `/api/races/${runId}${path}`, body, { ...bearer, ...headers })
    await until(() => expect(ports.races.get(runId)!.info.status).toBe('started'))
    const { startTime } = ports.races.get(runId)!.info
    const named = { 'racecast-operator': encodeURIComponent('Jürgen, "Start"') }
    await post('/gun', { startTime: startTime - 2000, reason: '=late gun' }, named)
    await post('/gun', { startTime: startTime - 2000 })
    await post('/pause')
    await post('/pause')
    await post('/resume')
    await post('/stop')
    await post('/official')
    await post('/resume')
    const { body } = await ask('GET', `/api/races/${runId}/audit?from=2&limit=10`)
    const told = body.entries.map((entry: Record<string, unknown>) => [
      entry.operator,
      entry.action,
      entry.before,
      entry.after,
    ])
    expect(told).toEqual([
      ['Jürgen, "Start"', 'gun', startTime, startTime - 2000],
      ['API', 'pause', 'started', 'paused'],
      ['API', 'resume', 'paused', 'started'],
      ['API', 'stop', 'started', 'finished'],
      ['API', 'official', 'finished', 'official'],
    ])
    expect(body.next).toBe(body.entries.at(-1).n + 1)
    const table = await ask('GET', `/api/races/${runId}/audit.csv`)
    const lines = table.body.split('\r\n')
    expect(lines[0]).toBe('n,at,operator,action,bib,before,after,reason,outcome,wave')
    expect(lines[2]).toContain(
      `"Jürgen, ""Start""",gun,,${new Date(startTime).toISOString()},${new Date(startTime - 2000).toISOString()},'=late gun,done`,
    )
    expect((await post('/pause', undefined, { 'racecast-operator': '%0A' })).status).toBe(400)
  })

  it('has what is of no race in a log of its own', async () => {
    const { ask } = await wholeService()
    const { body } = await ask('POST', '/api/keys', { scope: 'watch', label: 'Screen' })
    await ask('DELETE', `/api/keys/${body.key.jti}`)
    await ask('DELETE', `/api/keys/${body.key.jti}`)
    const { entries } = (await ask('GET', '/api/audit')).body
    expect(
      entries.map(({ action, after }: Record<string, { label: string }>) => [action, after!.label]),
    ).toEqual([
      ['makeKey', 'Screen'],
      ['revokeKey', 'Screen'],
    ])
    expect(JSON.stringify(entries)).not.toContain(body.token)
  })

  it('is for who controls the race, and its connection ends with the key', async () => {
    const service = await wholeService()
    const { ask, race, ports } = service
    const url = await listening(service)
    const [mine, other] = [await race(), await race()]
    const mint = (scope: 'watch' | 'control') => ports.access.mint({ scope, race: mine, label: 'x', days: 1 })
    const [watch, control] = [(await mint('watch'))!, (await mint('control'))!]
    for (const path of ['audit', 'audit.csv', 'acknowledgements', 'desk']) {
      const get = async (runId: string, token?: string) =>
        (
          await ask(
            'GET',
            `/api/races/${runId}/${path}`,
            undefined,
            token ? { authorization: `Bearer ${token}` } : {},
          )
        ).status
      expect([await get(mine), await get(mine, watch.token), await get(other, control.token)]).toEqual([
        401, 403, 403,
      ])
    }
    const headers = { authorization: `Bearer ${control.token}` }
    const answer = await fetch(`${url}/api/races/${mine}/desk`, { headers })
    const reader = answer.body!.getReader()
    await reader.read()
    await ports.access.revoke(control.key.jti)
    let ended = false
    await until(async () => {
      ended ||= (await reader.read()).done
      expect(ended).toBe(true)
    })
  })

  it('refuses acknowledgements of bibs and kinds that there are not', async () => {
    const { ask, race } = await wholeService()
    const runId = await race()
    const post = async (body: object) =>
      (await ask('POST', `/api/races/${runId}/acknowledgements`, body)).status
    expect(await post({ bib: '99', kind: 'lost', since: 1 })).toBe(404)
    expect(await post({ bib: '1', kind: 'bored', since: 1 })).toBe(400)
    expect(await post({ bib: '1', kind: 'lost', since: 1.5 })).toBe(400)
    expect(await post({ bib: '1', kind: 'lost' })).toBe(400)
  })
})
