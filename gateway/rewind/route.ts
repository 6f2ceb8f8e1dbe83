import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Problem } from '../problems.ts'
import { RewindIndex } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { RestApp, RestContext } from '../rest/context.ts'
import { byteRange } from '../rest/http/byte-range.ts'
import { cachePolicy } from '../rest/http/cache-policy.ts'
import { isHeld } from '../rest/http/freshness.ts'
import { findKnownRace, findRace, RaceParam } from '../rest/race/find-race.ts'
import { chunkMs, traceEveryMs } from './limits.ts'
import { createTraceReader } from './traces.ts'

const whole = '^(0|[1-9]\\d{0,15})$'
const ChunkParams = Type.Object({
  ...RaceParam.properties,
  epoch: Type.String({ pattern: whole, description: 'as the index says' }),
  n: Type.String({ pattern: whole, description: 'number of the chunk' }),
})
const TracesQuery = Type.Object({
  bibs: Type.Optional(
    Type.String({ maxLength: 100, description: 'at most 6, with commas between; none if left out' }),
  ),
})
const mostBibs = 6
/** All of two hours of ten thousand competitors, or of twenty of a thousand, bytes. */
const tracesInMemory = 33_000_000

const Cm = Type.Array(Type.Union([Type.Integer(), Type.Null()]))
export const RaceTraces = Type.Object({
  race: Type.String({ description: 'runId' }),
  everyMs: Type.Integer({ description: 'race ms between two values' }),
  fromMs: Type.Integer({ description: 'race time of the first value' }),
  front: Type.Evaluate(Cm),
  /** The last one who is on the way: who stands or is silent does not count. */
  back: Type.Evaluate(Cm),
  traces: Type.Array(Type.Object({ bib: Type.String(), cm: Cm }), {
    description: 'distance of each bib; null while it is not known',
  }),
  complete: Type.Boolean({ description: 'whether the race is over and all of it is there' }),
})
export type RaceTraces = Static<typeof RaceTraces>

/** A race as it was recorded: chunks for whoever rewinds, traces for a diagram of time and distance. */
export async function rewindRoutes(app: RestApp, { races, recordings }: RestContext): Promise<void> {
  app.addHook('preClose', async () => recordings.close())
  const traces = createTraceReader(tracesInMemory)

  app.get(
    '/api/races/:race/rewind',
    { schema: { params: RaceParam, response: { 200: RewindIndex } } },
    async ({ params }): Promise<RewindIndex> => {
      const race = findRace(races, params.race)
      const { epoch, made } = await recorded(race)
      const { first = 0, chunks = [], completeFor = null } = made?.kept ?? {}
      const growing = made?.growing ?? null
      const all = growing ? [...chunks, growing] : chunks
      const end = chunks.length > 0 ? (first + chunks.length) * chunkMs : null
      return {
        ...{ race: race.info.runId, epoch, chunkMs, lengthCm: race.line.lengthCm, first },
        bytes: all.map(({ bytes }) => bytes),
        keyframeBytes: all.map(({ keyframeBytes }) => keyframeBytes),
        ...{ reachesMs: growing?.untilMs ?? end, whole: chunks.length, complete: completeFor !== null },
      }
    },
  )

  app.get(
    '/api/races/:race/rewind/:epoch/:n',
    { schema: { params: ChunkParams } },
    async (request, reply) => {
      const { params } = request
      const race = findRace(races, params.race)
      const { epoch } = await recorded(race)
      const found = Number(params.epoch) === epoch ? recordings.listed(race, Number(params.n)) : null
      if (!found) throw notThere(params, race)
      const { isWhole, chunk } = found
      const etag = `"${chunk.crc.toString(36)}-${chunk.bytes}"`
      const policy = isWhole ? cachePolicy.minute : cachePolicy.second
      const headers = { 'cache-control': policy, etag, 'accept-ranges': 'bytes' }
      // Before the range (RFC 9110, 13.2.2), and without reading the file: so it is asked for again once a minute.
      if (isHeld(request.headers['if-none-match'], etag)) return reply.code(304).headers(headers).send()
      const bytes = await recordings.bytesOf(race, found)
      if (!bytes) throw notThere(params, race)
      return part(request, reply.headers(headers), bytes)
    },
  )

  app.get(
    '/api/races/:race/traces',
    { schema: { params: RaceParam, querystring: TracesQuery, response: { 200: RaceTraces } } },
    async ({ params, query }): Promise<RaceTraces> => {
      const race = findKnownRace(races, params.race)
      const asked = bibsOf(query.bibs)
      const byBib = new Map([...race.state.roster.values()].map((entry) => [entry.bib, entry.id]))
      const unknown = asked.find((bib) => !byBib.has(bib))
      if (unknown !== undefined)
        throw new Problem('bib-not-found', `Nobody has the bib ${JSON.stringify(unknown)}; leave it out.`)
      const ids = asked.map((bib) => byBib.get(bib)!)
      const { made } = await recorded(race)
      const blocks = await traces.of(recordings.traceFiles(race), ids)
      const nothing = Array<null>(chunkMs / traceEveryMs).fill(null)
      return {
        ...{ race: race.info.runId, everyMs: traceEveryMs, fromMs: (made?.kept.first ?? 0) * chunkMs },
        front: blocks.flatMap((block) => block?.front ?? nothing),
        back: blocks.flatMap((block) => block?.back ?? nothing),
        traces: asked.map((bib, i) => ({
          bib,
          cm: blocks.flatMap((block) => block?.cm.get(ids[i]!) ?? nothing),
        })),
        // One that could not be read just now is asked for again.
        complete: (made?.kept.completeFor ?? null) !== null && !blocks.includes(null),
      }
    },
  )

  async function recorded(race: LiveRace) {
    const found = await recordings.of(race)
    if (found) return found
    throw new Problem(
      'not-recorded',
      recordings.isOn
        ? 'Only races in the store are recorded, and only so long after their end: REWIND_DAYS says how long.'
        : 'This gateway records nothing: REWIND_MAX_MB is 0.',
    )
  }
}

function bibsOf(bibs: string | undefined): string[] {
  const asked = [...new Set((bibs ?? '').split(',').filter((bib) => bib !== ''))]
  if (asked.length <= mostBibs) return asked
  throw new Problem('invalid-request', `bibs: ${asked.length} are too many; give ${mostBibs} at most`)
}

function notThere({ epoch, n }: { epoch: string; n: string }, { info }: LiveRace): Problem {
  const index = `/api/races/${info.runId}/rewind`
  return new Problem('chunk-not-found', `There is no chunk ${epoch}/${n}; ${index} says what there is.`)
}

/** All of it, or the range that was asked for: RFC 9110, 14. */
function part(request: FastifyRequest, reply: FastifyReply, bytes: Buffer): FastifyReply {
  reply.type('application/octet-stream')
  const { range, 'if-range': ifRange } = request.headers
  const isSame = ifRange === undefined || ifRange === reply.getHeader('etag')
  const asked = range !== undefined && isSame ? byteRange(range, bytes.length) : null
  if (asked === null) return reply.send(bytes)
  if (asked === 'none') {
    // Not as long as the chunk: whoever keeps a refusal would give it to everybody.
    reply.headers({ 'cache-control': cachePolicy.never, 'content-range': `bytes */${bytes.length}` })
    throw new Problem('range-not-there', `The chunk has ${bytes.length} bytes; ask for some of them.`)
  }
  const [from, to] = asked
  reply.code(206).header('content-range', `bytes ${from}-${to}/${bytes.length}`)
  return reply.send(bytes.subarray(from, to + 1))
}
