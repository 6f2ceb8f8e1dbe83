import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { gateway } from '../fixtures/gateway.ts'

const inline = 'start({ base: "" })'
const html = (title: string) =>
  `<title>${title}</title><script>${inline}</script><script src="/x.js"></script>`
const browser = { accept: 'text/html,application/xhtml+xml', 'accept-encoding': 'br' }

async function withPage(frameAncestors?: string, mapStyle?: string) {
  const directory = mkdtempSync(join(tmpdir(), 'racecast-page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const folder of ['_app/immutable', 'feed']) mkdirSync(join(directory, folder), { recursive: true })
  const files = {
    'index.html': html('home'),
    'fallback.html': html('shell'),
    '_app/immutable/app.abc.js': 'run()',
    'feed/client.js': 'export class FeedClient {}',
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text)
    writeFileSync(join(directory, `${name}.br`), brotliCompressSync(`${text}<!-- brotli -->`))
  }
  const settings = { ...(frameAncestors && { frameAncestors }), ...(mapStyle && { mapStyle }) }
  const { app, race } = await gateway({ config: { uiDir: directory, ...settings } })
  const get = (url: string, headers: Record<string, string> = browser) => app.inject({ url, headers })
  return Object.assign(get, { race })
}

describe('the page', () => {
  it('is sent compressed as it was built, to who takes that', async () => {
    const get = await withPage()
    const packed = await get('/')
    expect([packed.statusCode, packed.headers['content-encoding'], packed.headers['content-type']]).toEqual([
      200,
      'br',
      'text/html; charset=utf-8',
    ])
    expect((await get('/', { accept: 'text/html' })).body).toBe(html('home'))
  })

  it('names what the page of a race will ask for, and says nothing of a race that wants a key or is not there', async () => {
    const get = await withPage()
    const link = async (url: string) => (await get(url)).headers.link
    const { slug, course } = get.race.info
    expect(await link(`/race/${slug}?follow=1`)).toBe(
      `</api/races/${slug}>; rel=preload; as=fetch; crossorigin, </api/courses/${course}>; rel=preload; as=fetch; crossorigin`,
    )
    for (const url of ['/', '/race/nobody', `/screen/${slug}`, `/race/${slug}%3E`, `/race/${slug}?key=k`]) {
      expect(await link(url), url).toBeUndefined()
    }
    const kept = async () => (await get(`/race/${slug}`)).headers['cache-control']
    expect(await kept()).toBe('private, no-cache')
    get.race.isPrivate = true
    expect(await link(`/race/${slug}`)).toBeUndefined()
    expect(await kept()).toBe('no-cache')
  })

  it('is kept for ever where the name has a hash, and asked for again elsewhere', async () => {
    const get = await withPage()
    const control = async (url: string) => (await get(url)).headers['cache-control']
    expect(await control('/_app/immutable/app.abc.js')).toBe('public, max-age=31536000, immutable')
    expect(await control('/')).toBe('no-cache')
    expect(await control('/race/any')).toBe('no-cache')
  })

  it('brings the client for outsiders, for pages of any origin, and only if it is not held already', async () => {
    const get = await withPage()
    const { body, headers } = await get('/feed/client.js', { accept: '*/*' })
    expect(body).toBe('export class FeedClient {}')
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'cache-control': 'no-cache' })
    expect(headers['content-type']).toMatch(/javascript/)
    expect((await get('/feed/client.js', { 'if-none-match': String(headers.etag) })).statusCode).toBe(304)
    expect((await get('/')).headers['access-control-allow-origin']).toBeUndefined()
  })

  it.each(['/race/crystal-palace-1', '/screen/any', '/feed'])('has its shell at %s', async (url) => {
    const get = await withPage()
    const { statusCode, body } = await get(url, { accept: 'text/html' })
    expect([statusCode, body]).toEqual([200, html('shell')])
  })

  it('has its shell at a race for who takes anything, and a problem for a program that wants JSON', async () => {
    const get = await withPage()
    const statusFor = async (url: string, accept: string) => (await get(url, { accept })).statusCode
    expect(await statusFor('/race/demo', '*/*')).toBe(200)
    expect(await statusFor('/race/demo', 'application/json')).toBe(404)
    expect(await statusFor('/races', '*/*')).toBe(404)
  })

  it.each(['/api/nothing', '/_app/immutable/gone.js', '/healthz/x'])(
    'is not what %s leads to',
    async (url) => {
      const get = await withPage()
      const { statusCode, json } = await get(url)
      expect([statusCode, json().type]).toEqual([404, 'urn:racecast:problem:not-found'])
    },
  )

  it('is not what is found beside the feed, and where that is, is said', async () => {
    const get = await withPage()
    const { statusCode, json } = await get('/feed/', { accept: '*/*' })
    expect([statusCode, json().detail]).toEqual([404, 'GET /feed/ leads nowhere; try /feed.'])
  })

  it('is not what a program gets that takes no HTML', async () => {
    const get = await withPage()
    expect((await get('/race/any', { accept: 'application/json' })).statusCode).toBe(404)
  })

  it('runs no inline script but those that it was built with', async () => {
    const get = await withPage()
    const policy = (await get('/race/any')).headers['content-security-policy']
    const hash = createHash('sha256').update(inline).digest('base64')
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`)
    expect((await get('/')).headers['content-security-policy']).toBe(policy)
  })

  it('may be shown in a frame by its own site, and a race or a screen by those that were named', async () => {
    const framedBy = async (url: string, named?: string) => {
      const policy = String((await (await withPage(named))(url)).headers['content-security-policy'])
      return policy.split('; ').find((part) => part.startsWith('frame-ancestors'))
    }
    const named = 'https://club.example, https://*.city.example'
    const both = "frame-ancestors 'self' https://club.example https://*.city.example"
    expect(await framedBy('/screen/any')).toBe("frame-ancestors 'self'")
    expect(await framedBy('/screen/any?scene=tower', named)).toBe(both)
    expect(await framedBy('/race/any', named)).toBe(both)
    expect(await framedBy('/', named)).toBe("frame-ancestors 'self'")
    expect(await framedBy('/control', named)).toBe("frame-ancestors 'self'")
  })

  it('takes pictures and data from here alone, or from the origin of its map as well', async () => {
    const policyWith = async (mapStyle?: string) =>
      String((await (await withPage(undefined, mapStyle))('/race/any')).headers['content-security-policy'])
    expect(await policyWith()).toMatch(/img-src 'self' data: blob:; connect-src 'self';/)
    expect(await policyWith('https://tiles.example/quiet/style.json')).toMatch(
      /img-src 'self' data: blob: https:\/\/tiles\.example; connect-src 'self' https:\/\/tiles\.example;/,
    )
  })

  it('does not lead out of its directory', async () => {
    const get = await withPage()
    for (const url of ['/../../etc/passwd', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd'])
      expect((await get(url)).body).not.toContain('root:')
  })

  it('says what to run while it is not built', async () => {
    const { app } = await gateway()
    const { statusCode, body } = await app.inject({ url: '/', headers: browser })
    expect(statusCode).toBe(503)
    expect(body).toContain('npm start')
  })

  it('comes like every answer with headers that keep it safe', async () => {
    const { app } = await gateway()
    for (const url of ['/', '/api/races', '/healthz'])
      expect((await app.inject(url)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'strict-origin-when-cross-origin',
      })
    const withKey = await app.inject({ url: '/race/any?lang=en&key=x', headers: browser })
    expect(withKey.headers['referrer-policy']).toBe('no-referrer')
  })
})
