import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { validate } from '@readme/openapi-parser'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resources } from './resources.ts'
import { documentedApp } from './testing/documented-app.ts'

const require = createRequire(import.meta.url)
const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8')

/** Every reference in a document, and whether there is something at its other end. */
function dangling(document: object): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!)
  expect(references.length).toBeGreaterThan(10)
  const at = (path: string) =>
    path
      .split('/')
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document)
  return references.filter((path) => at(path) === undefined)
}

describe('the documents of the interface', () => {
  let app: Awaited<ReturnType<typeof documentedApp>>
  beforeAll(async () => {
    app = await documentedApp()
  })
  afterAll(() => app.close())

  it.each([
    ['/api/openapi.json', 'openapi.json'],
    ['/feed/asyncapi.json', 'asyncapi.json'],
  ])(
    'are served at %s to any origin, and kept as %s: `node gateway/docs/write.ts` writes it anew',
    async (url, file) => {
      const answer = await app.inject(url)
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' })
      expect(answer.headers['content-type']).toContain('application/json')
      expect(answer.body === read(file)).toBe(true)
    },
  )

  it('have an OpenAPI 3.1 that its parser takes', async () => {
    const document = JSON.parse(read('openapi.json'))
    expect(await validate(structuredClone(document))).toEqual(expect.objectContaining({ valid: true }))
    expect(dangling(document)).toEqual([])
  })

  it('name the columns of every table, and where a snapshot that is not kept is sent for', () => {
    const { paths } = JSON.parse(read('openapi.json'))
    const tables = Object.keys(paths).filter((path) => path.endsWith('.csv'))
    expect(tables.length).toBeGreaterThan(3)
    for (const path of tables) {
      const { description } = paths[path].get.responses[200].content['text/csv'].schema
      expect(description, path).toMatch(/^with a header row: \w+(,\w+){5,}$/)
    }
    for (const form of ['', '.bin'])
      expect(paths[`/api/races/{race}/ticks/{epoch}/{seq}/snapshot${form}`].get.responses).toHaveProperty(
        '307',
      )
  })

  it('have an AsyncAPI 3.1 that is as its specification says', () => {
    const document = JSON.parse(read('asyncapi.json'))
    const ajv = new Ajv({
      meta: false,
      validateSchema: false,
      strict: false,
      allErrors: true,
      validateFormats: false,
      logger: false,
    })
    const check = ajv.compile(require('@asyncapi/specs/schemas/3.1.0.json'))
    check(document)
    expect(check.errors).toBeNull()
    expect(dangling(document)).toEqual([])
    delete document.channels.feed.messages.welcome.$ref
    expect(check({ ...document, asyncapi: '3' })).toBe(false)
  })

  it('have every resource below /api, and none that is not there', async () => {
    const { paths } = JSON.parse(read('openapi.json'))
    const documented = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/{(\w+)}/g, ':$1')}`),
    )
    expect(documented).toEqual(Object.keys(resources))
    for (const name of documented) {
      const [method, url] = name.split(' ') as ['GET', string]
      expect(app.hasRoute({ method, url }), name).toBe(true)
    }
  })
})
