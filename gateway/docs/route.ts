import type { FastifyInstance } from 'fastify'
import { asyncApi } from './asyncapi.ts'
import { type DocumentedRoute, openApi } from './openapi.ts'

/** As the files hold them, and as they are served. */
export const documentText = (document: object) => `${JSON.stringify(document, null, 2)}\n`

/**
 * `/api/openapi.json` and `/feed/asyncapi.json`: what there is, made of the very schemas that are checked. Called before
 * the routes are registered that it tells of.
 */
export function documents(app: FastifyInstance): void {
  const routes: DocumentedRoute[] = []
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.push(new Named(method, route))
  })
  const texts = new Map<string, string>()
  const serve = (url: string, make: () => object) =>
    app.get(url, async (_request, reply) => {
      const text = texts.get(url) ?? documentText(make())
      texts.set(url, text)
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=60' })
      return reply.type('application/json; charset=utf-8').send(text)
    })
  serve('/api/openapi.json', () => openApi(routes))
  serve('/feed/asyncapi.json', asyncApi)
}

/** A route under one of its methods; what is hooked in after this may still add to its schema. */
class Named implements DocumentedRoute {
  readonly method: string
  readonly #route: { url: string; schema?: DocumentedRoute['schema'] | undefined }

  constructor(method: string, route: { url: string; schema?: DocumentedRoute['schema'] | undefined }) {
    this.method = method
    this.#route = route
  }

  get url(): string {
    return this.#route.url
  }

  get schema(): NonNullable<DocumentedRoute['schema']> {
    return this.#route.schema ?? {}
  }
}
