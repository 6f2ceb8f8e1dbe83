import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { describe, expect, it, onTestFinished } from 'vitest'
import { controlToken, gateway } from '../fixtures/gateway.ts'

async function withCatalogue() {
  const addedDir = mkdtempSync(join(tmpdir(), 'racecast-courses-'))
  onTestFinished(() => rmSync(addedDir, { recursive: true }))
  const { app } = await gateway({ ports: { catalogue: openCatalogue({ addedDir }) } })
  const post = (query: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: `/api/courses${query}`,
      headers: { authorization: `Bearer ${controlToken}`, ...headers },
      payload,
    })
  return { app, addedDir, post }
}

const gpx = (points: string) =>
  `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Sea Front</name><trkseg>${points}</trkseg></trk></gpx>`
const seaFront = gpx(
  '<trkpt lat="50.82" lon="-0.15"/><trkpt lat="50.82" lon="-0.14"/><trkpt lat="50.821" lon="-0.13"/>',
)

describe('adding courses', () => {
  it('keeps a course that is sent as a file, whatever type it is sent as', async () => {
    const { app, post } = await withCatalogue()
    const response = await post('?name=sea-front.gpx', seaFront, { 'content-type': 'application/gpx+xml' })
    expect([response.statusCode, response.json()]).toEqual([201, { added: ['sea-front'], refused: [] }])
    const course = (await app.inject('/api/courses/sea-front')).json()
    expect(course).toMatchObject({ longName: 'Sea Front', start: [-0.15, 50.82] })
  })

  it.each([
    'attachment; filename="sea-front.gpx"',
    'attachment; filename=sea-front.gpx',
    "attachment; filename*=UTF-8''sea%2Dfront.gpx",
  ])('takes the name from the header %j', async (disposition) => {
    const { post } = await withCatalogue()
    const response = await post('', seaFront, {
      'content-disposition': disposition,
      'content-type': 'text/xml',
    })
    expect(response.statusCode).toBe(201)
    const wrong = disposition.replace('gpx', 'kml')
    const refused = await post('', seaFront, { 'content-disposition': wrong, 'content-type': 'text/xml' })
    expect(refused.json().refused[0].code).toBe('NOT_WHAT_NAME_SAYS')
  })

  it('refuses a name that is taken, with the status for it, and writes nothing', async () => {
    const { addedDir, post } = await withCatalogue()
    await post('?name=a.gpx', seaFront)
    const again = await post('?name=b.gpx', seaFront)
    expect([again.statusCode, again.json().refused[0].code]).toEqual([409, 'DUPLICATE_COURSE'])
    expect(readdirSync(addedDir)).toHaveLength(1)
  })

  it('refuses what is no course with the reason, the value and the remedy', async () => {
    const { addedDir, post } = await withCatalogue()
    const onePoint = await post('?name=x.gpx', gpx('<trkpt lat="50.82" lon="-0.15"/>'))
    expect([onePoint.statusCode, onePoint.json()]).toMatchObject([
      422,
      { type: 'urn:racecast:problem:course-refused', added: [], refused: [{ remedy: expect.any(String) }] },
    ])
    expect((await post('?name=x.gpx', '')).json().refused[0].code).toBe('FILE_EMPTY')
    expect(readdirSync(addedDir)).toEqual([])
  })

  it('does not read files of 50 MB', async () => {
    const { post } = await withCatalogue()
    const response = await post('?name=x.gpx', Buffer.alloc(50_000_000, 'x'))
    expect([response.statusCode, response.json().type]).toEqual([413, 'urn:racecast:problem:body-too-large'])
  })
})
