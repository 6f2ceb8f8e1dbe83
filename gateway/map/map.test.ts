import {
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConfigError, readConfig } from '../config.ts'
import { gateway } from '../fixtures/gateway.ts'

const digits = '0123456789'

function dataDirWith(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'racecast-map-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, name), digits)
  writeFileSync(join(directory, 'gateway.db'), 'a secret')
  return directory
}

/** The file that a descriptor of this process is open for; null where it has been closed meanwhile. */
function openedBy(fd: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return null
  }
}

const withTiles = async () => {
  const dataDir = dataDirWith('town.pmtiles')
  const { app } = await gateway({ config: { mapStyle: 'town.pmtiles', dataDir } })
  const { url } = (await app.inject('/api/site')).json().mapStyle
  return { app, url: url as string, path: join(dataDir, 'town.pmtiles') }
}

describe('the base map', () => {
  it('is none unless one is named, and then the page is told which', async () => {
    const { app } = await gateway()
    expect((await app.inject('/api/site')).json().mapStyle).toBeNull()
    const mapStyle = 'https://tiles.example/styles/quiet.json?key=1'
    const styled = await gateway({ config: { mapStyle } })
    expect((await styled.app.inject('/api/site')).json().mapStyle).toEqual({ kind: 'style', url: mapStyle })
    const { url } = await withTiles()
    expect(url).toMatch(/^\/map\/town\.pmtiles\?v=[0-9a-z-]+$/)
  })

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=0-1,4-5', 200, digits, undefined],
    ['lines=1-2', 200, digits, undefined],
  ])('is served in parts: %s is answered %i', async (range, status, body, contentRange) => {
    const { app, url } = await withTiles()
    const answer = await app.inject({ url, headers: { range } })
    expect([answer.statusCode, answer.body]).toEqual([status, body])
    expect(answer.headers['content-range']).toBe(contentRange)
    expect(answer.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })

  it('is not read for who asks only how large it is, and leaves no file open', async () => {
    const { app, url, path } = await withTiles()
    const head = await app.inject({ method: 'HEAD', url, headers: { range: 'bytes=2-4' } })
    expect([head.statusCode, head.headers['content-length'], head.body]).toEqual([206, '3', ''])
    expect((await app.inject({ method: 'HEAD', url })).headers['content-length']).toBe('10')
    await app.inject({ url, headers: { range: 'bytes=10-12' } })
    expect((await app.inject({ url })).body).toBe(digits)
    const open = () => readdirSync('/proc/self/fd').map((fd) => openedBy(fd))
    await expect.poll(open).not.toContain(path)
  })

  it('has another address and tag once another file is put in its place, and nobody keeps it under the old one', async () => {
    const { app, url, path } = await withTiles()
    const before = await app.inject({ url, headers: { range: 'bytes=0-3' } })
    const etag = String(before.headers.etag)
    writeFileSync(`${path}.new`, 'abcdefghij')
    const { atime, mtime } = statSync(path)
    utimesSync(`${path}.new`, atime, mtime)
    renameSync(`${path}.new`, path)

    const old = await app.inject({ url, headers: { range: 'bytes=0-3' } })
    expect([old.statusCode, old.body, old.headers['cache-control']]).toEqual([206, 'abcd', 'no-store'])
    expect(old.headers.etag).not.toBe(etag)
    const resumed = await app.inject({ url, headers: { range: 'bytes=4-', 'if-range': etag } })
    expect([resumed.statusCode, resumed.body]).toEqual([200, 'abcdefghij'])

    const now = (await app.inject('/api/site')).json().mapStyle.url
    expect(now).not.toBe(url)
    const kept = await app.inject({ url: now, headers: { range: 'bytes=8-' } })
    expect([kept.body, kept.headers.etag]).toEqual(['ij', old.headers.etag])
    expect(kept.headers['cache-control']).toContain('immutable')
  })

  it('is not there once its file is taken away, and is again when it comes back', async () => {
    const { app, url, path } = await withTiles()
    renameSync(path, `${path}.away`)
    const gone = await app.inject({ url, headers: { accept: '*/*' } })
    expect([gone.statusCode, gone.json().type]).toEqual([404, 'urn:racecast:problem:not-found'])
    renameSync(`${path}.away`, path)
    expect((await app.inject(url)).body).toBe(digits)
  })

  it('is refused in parts that are not there without a word that anybody may keep', async () => {
    const { app, url } = await withTiles()
    const answer = await app.inject({ url, headers: { range: 'bytes=10-12' } })
    expect([answer.statusCode, answer.body]).toEqual([416, ''])
    expect(answer.headers).toMatchObject({ 'content-range': 'bytes */10', 'cache-control': 'no-store' })
  })

  it('is the only file of the data directory that is served', async () => {
    const { app } = await withTiles()
    for (const url of [
      '/map/gateway.db',
      '/map/../gateway.db',
      '/map/..%2fgateway.db',
      '/map/town.pmtiles/x',
    ])
      expect((await app.inject({ url, headers: { accept: '*/*' } })).statusCode).toBe(404)
  })

  it('has to be an https address or the name of a file that is there', async () => {
    for (const MAP_STYLE of [
      'http://tiles.example/style.json',
      '../town.pmtiles',
      'town.mbtiles',
      'https://',
    ])
      expect(() => readConfig({ MAP_STYLE })).toThrow(/^MAP_STYLE is .*; give an https address/)
    const dataDir = dataDirWith('town.pmtiles')
    await expect(gateway({ config: { mapStyle: 'city.pmtiles', dataDir } })).rejects.toThrow(ConfigError)
  })
})
