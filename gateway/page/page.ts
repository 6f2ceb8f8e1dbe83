import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import { sendProblem } from '../rest/http/answer-problems.ts'
import { cachePolicy } from '../rest/http/cache-policy.ts'
import { contentPolicy } from './content-policy.ts'
import { earlyAnswers } from './early-answers.ts'
import { missingPage } from './missing-page.ts'

const fallback = 'fallback.html'
/** The client for outsiders: their pages may import it from here. */
const client = `${sep}feed${sep}client.`
const forAnyOrigin = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
const immutable = `${sep}_app${sep}immutable${sep}`

export interface PageOptions {
  directory: string
  /** Origins that may show a race or a screen in a frame, with commas or spaces between. */
  frameAncestors?: string | undefined
  /** The course of a race that everybody may see, by the race's slug or id. */
  courseOf?: (race: string) => string | undefined
  /** Where the map below the course comes from, if not from here. */
  mapOrigin: string | null
}

/**
 * Serves the built page from `directory`; an address of the page that is no file gets the page's shell, which
 * knows what to show. Everything else that is not there is a problem.
 */
export async function page(
  app: FastifyInstance,
  { directory, frameAncestors, courseOf = () => undefined, mapOrigin }: PageOptions,
): Promise<void> {
  const isBuilt = existsSync(join(directory, fallback))
  if (isBuilt) {
    const policy = contentPolicy(directory, mapOrigin)
    const own = `${policy}; frame-ancestors 'self'`
    // Only what may be shown anywhere: nobody is to be led to click on race control in somebody else's frame.
    const embedded = [own, ...(frameAncestors?.split(/[ ,]+/) ?? [])].join(' ')
    await app.register(fastifyStatic, {
      root: directory,
      preCompressed: true,
      cacheControl: false,
      extensions: ['html'],
      setHeaders(reply, path) {
        const forEver = path.includes(immutable)
        // What says something of a race is not for caches that many share: asked again they would go on saying it.
        const again = reply.hasHeader('link') ? 'private, no-cache' : 'no-cache'
        reply.header('cache-control', forEver ? cachePolicy.forEver : again)
        if (path.includes(client)) reply.headers(forAnyOrigin)
        if (/\.html(\.br|\.gz)?$/.test(path)) {
          const mayBeEmbedded = namedPage.test(reply.request.url)
          reply.header('content-security-policy', mayBeEmbedded ? embedded : own)
        }
      },
    })
  }

  app.setNotFoundHandler((request, reply) => {
    if (!isPageAddress(request)) return notFound(request, reply)
    if (isBuilt) {
      const links = earlyAnswers(request.url, courseOf)
      return (links ? reply.header('link', links) : reply).sendFile(fallback)
    }
    return reply
      .code(503)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(missingPage)
  })
}

/** Pages that have a name of their own in the address: nothing else is ever served below these. */
const namedPage = /^\/(race|screen)\/[^/?]/

/**
 * Whether a page is asked for: what only scripts and programs ask for gets a problem instead. What makes the preview of a
 * link, or looks whether an address is alive, takes anything, and is to find the page of a race, too.
 */
function isPageAddress({ method, url, headers }: FastifyRequest): boolean {
  const accept = headers.accept ?? '*/*'
  const isForPrograms = /^\/(api|_app|healthz|readyz|metrics)([/?]|$)/.test(url)
  const takesPage = /text\/html/.test(accept) || (namedPage.test(url) && accept.includes('*/*'))
  return (method === 'GET' || method === 'HEAD') && !isForPrograms && takesPage
}

/** Where who asked for `path` may have wished to go. */
const nearest = (path: string) => (path === '/feed/' ? '/feed' : 'GET /api/races')

function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.replace(/\?.*/s, '').slice(0, 200)
  return sendProblem(
    reply,
    new Problem('not-found', `${request.method} ${path} leads nowhere; try ${nearest(path)}.`),
  )
}
