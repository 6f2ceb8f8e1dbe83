import type { TSchema } from 'typebox'
import { documented } from './named-schemas.ts'
import { type Resource, resources } from './resources.ts'

/** What a route says of itself. */
export interface DocumentedRoute {
  method: string
  url: string
  schema?: {
    params?: unknown
    querystring?: unknown
    headers?: unknown
    body?: unknown
    response?: unknown
  }
}

const problem = {
  type: 'object',
  description: 'RFC 9457; `detail` says what is wrong and what to do about it.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', examples: ['urn:racecast:problem:race-not-found'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: { type: 'array', items: { type: 'object' }, description: 'each field that cannot be used' },
  },
}

/** The OpenAPI 3.1 document of the routes below /api, made of the schemas that they go by. */
export function openApi(routes: readonly DocumentedRoute[]) {
  const { reference, schemas } = documented('2020-12')
  const paths: Record<string, Record<string, object>> = {}
  const known = routes.filter(
    ({ method, url }) => url.startsWith('/api/') && method !== 'HEAD' && method !== 'OPTIONS',
  )
  for (const route of known.toSorted((a, b) => order(a) - order(b))) {
    const resource = resources[`${route.method} ${route.url}`] ?? ({ summary: '' } as Resource)
    const path = route.url.replace(/:(\w+)/g, '{$1}')
    const { summary, takes, redirects, control } = resource
    const { params, querystring, headers, body, response } = (route.schema ?? {}) as Record<string, TSchema>
    const parameters = [
      ...parametersOf(params, 'path', reference),
      ...parametersOf(querystring, 'query', reference),
      ...parametersOf(headers, 'header', reference),
    ]
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = {
      ...{ operationId: operationId(route), summary },
      ...(parameters.length > 0 && { parameters }),
      ...(body && {
        requestBody: { required: true, content: { 'application/json': { schema: reference(body) } } },
      }),
      ...(takes && { requestBody: { required: true, content: { [takes]: {} } } }),
      responses: {
        ...responsesOf(response as unknown as Record<string, TSchema> | undefined, resource, reference),
        ...(redirects && { 307: { description: redirects } }),
        default: { $ref: '#/components/responses/Problem' },
      },
      security: control ? [{ bearer: [] }] : [{}, { bearer: [] }, { address: [] }],
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Racecast',
      version: '1',
      description:
        'Races, courses, boards and positions. Distances of rows are m, times ms or as their names say.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:8080', description: 'after npm start' }],
    paths,
    components: {
      schemas: { ...(schemas() as object), Problem: problem },
      responses: {
        Problem: {
          description: 'What went wrong',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'the control token, or a key' },
        address: {
          type: 'apiKey',
          in: 'query',
          name: 'key',
          description: 'a watch or feed key for one race',
        },
      },
    },
  }
}

const names = Object.keys(resources)
const order = ({ method, url }: DocumentedRoute) => names.indexOf(`${method} ${url}`)

/** getRacesLeaderboardCsv */
function operationId({ method, url }: DocumentedRoute): string {
  const words = url.replace('/api/', '').split(/[/.:-]+/)
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

type Reference = ReturnType<typeof documented>['reference']

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query' | 'header', reference: Reference) {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, part]) => {
    const { description, ...rest } = part as TSchema & { description?: string }
    return {
      ...{ name, in: place, required: place === 'path' || required.includes(name) },
      ...(description !== undefined && { description }),
      schema: reference(rest as TSchema),
    }
  })
}

function responsesOf(
  response: Record<string, TSchema> | undefined,
  { answers, columns }: Resource,
  reference: Reference,
): Record<string, object> {
  const table = columns && {
    schema: { type: 'string', description: `with a header row: ${columns.join(',')}` },
  }
  const content = answers && { content: { [answers]: table ?? {} } }
  if (!response) return { 200: { description: 'as asked', ...content } }
  return Object.fromEntries(
    Object.entries(response).map(([status, schema]) => [
      status,
      { description: 'as asked', content: { 'application/json': { schema: reference(schema) } } },
    ]),
  )
}
