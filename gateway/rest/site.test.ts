import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConfigError } from '../config.ts'
import { gateway } from '../fixtures/gateway.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

function dataDirWith(files: Record<string, string | Buffer>): string {
  const directory = mkdtempSync(join(tmpdir(), 'racecast-site-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content)
  return directory
}

const withLogo = (organiserLogo: string, content: string | Buffer) =>
  gateway({ config: { organiserLogo, dataDir: dataDirWith({ [organiserLogo]: content }) } })

describe('/api/site', () => {
  it('says nothing that nobody has set', async () => {
    const { app } = await gateway()
    const answer = await app.inject('/api/site')
    expect(answer.json()).toEqual({
      publicUrl: null,
      organiser: { name: null, logo: null, accent: null, accentNight: null },
      mapStyle: null,
    })
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
    })
  })

  it.each([
    ['https://race.example/', 'https://race.example'],
    ['http://192.168.1.20:8080', 'http://192.168.1.20:8080'],
    ['https://race.example/live/', 'https://race.example/live'],
    ['http://localhost:8080', null],
    ['http://race.localhost', null],
    ['http://127.0.1.1:8080', null],
    ['http://0.0.0.0:8080', null],
    ['http://[::1]:8080', null],
    ['http://[::ffff:127.0.0.1]', null],
  ])('for PUBLIC_URL=%s says %s: an address that phones can reach, or none', async (publicUrl, said) => {
    const { app } = await gateway({ config: { publicUrl } })
    expect((await app.inject('/api/site')).json().publicUrl).toBe(said)
  })

  it('says name and colour of the organiser, the colour as it stands out by day and by night', async () => {
    const { app } = await gateway({ config: { organiserName: 'The Club', organiserAccent: '#ffcc00' } })
    expect((await app.inject('/api/site')).json().organiser).toEqual({
      ...{ name: 'The Club', logo: null },
      ...{ accent: '#a68500', accentNight: '#ffcc00' },
    })
  })

  it('names the logo by what it holds, and serves it so that it runs no script and may be kept for ever', async () => {
    const { app } = await withLogo('logo.svg', svg)
    const { logo } = (await app.inject('/api/site')).json().organiser
    expect(logo).toMatch(/^\/site\/logo-[0-9a-f]{12}\.svg$/)
    const { statusCode, body, headers } = await app.inject(logo)
    expect([statusCode, body]).toEqual([200, svg])
    expect(headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })

  it.each([
    ['logo.png', Buffer.from('\x89PNG\r\n\x1a\n...', 'latin1'), 'image/png'],
    ['logo.JPG', Buffer.from('\xff\xd8\xff...', 'latin1'), 'image/jpeg'],
    ['logo.webp', Buffer.from('RIFF1234WEBPVP8 ', 'latin1'), 'image/webp'],
  ])('serves %s as what it is', async (name, content, type) => {
    const { app } = await withLogo(name, content)
    const answer = await app.inject((await app.inject('/api/site')).json().organiser.logo)
    expect([answer.headers['content-type'], answer.rawPayload]).toEqual([type, content])
  })

  it.each([
    [
      'is missing',
      'gone.png',
      {},
      /ORGANISER_LOGO is "gone.png", which cannot be read \(ENOENT\); put an SVG/,
    ],
    ['is no picture', 'logo.png', { 'logo.png': '<html>' }, /"logo.png", which is not what its name says/],
    [
      'is too large',
      'logo.svg',
      { 'logo.svg': svg + ' '.repeat(1024 * 1024) },
      /which has \d+ bytes; put .* 1 MiB/,
    ],
  ])('lets no gateway start whose logo %s, and says what to do', async (_, organiserLogo, files, said) => {
    const start = gateway({ config: { organiserLogo, dataDir: dataDirWith(files) } })
    await expect(start).rejects.toThrow(ConfigError)
    await expect(start).rejects.toThrow(said)
  })
})
