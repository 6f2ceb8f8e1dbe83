import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { describe, expect, it, onTestFinished } from 'vitest'
import { controlToken, gateway } from '../../fixtures/gateway.ts'

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

describe('checking a course', () => {
  async function checking() {
    const set = await withCatalogue()
    const check = (query: string, payload: string | Buffer) =>
      set.app.inject({
        ...{ method: 'POST', url: `/api/courses/check${query}`, payload },
        headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/octet-stream' },
      })
    return { ...set, check }
  }

  it('says what would be added, with marks, direction and warnings, and adds nothing', async () => {
    const { check, addedDir } = await checking()
    const answer = await check('?name=sea-front.gpx', seaFront)
    expect(answer.statusCode).toBe(200)
    const { courses, refused } = answer.json()
    expect(refused).toEqual([])
    expect(courses).toMatchObject([
      {
        ...{ shortName: 'sea-front', start: [-0.15, 50.82], finish: [-0.13, 50.821], fence: null },
        kmMarks: [{ km: 1, cm: 100_000 }],
        direction: { isLoop: false, startBearing: 90, turns: 'neither' },
        warnings: [{ code: 'noFence' }],
      },
    ])
    expect(courses[0].direction.after).toHaveLength(9)
    expect(readdirSync(addedDir)).toEqual([])
  })

  it('turns it round, moves flags and fence, names it and gives it its length, as adding it then does', async () => {
    const { check, post, app } = await checking()
    const ring = [
      [-0.145, 50.815],
      [-0.141, 50.815],
      [-0.141, 50.825],
      [-0.145, 50.825],
      [-0.145, 50.815],
    ]
    const fence = encodeURIComponent(JSON.stringify({ type: 'Polygon', coordinates: [ring] }))
    const query = `?name=a.gpx&reverse=true&start=-0.1301,50.821&finish=-0.149,50.82&shortName=front&longName=The%20Front&distance=1450&fence=${fence}`
    const [course] = (await check(query, seaFront)).json().courses
    expect(course).toMatchObject({
      ...{ shortName: 'front', longName: 'The Front', officialM: 1450, lengthCm: 145_000, fence: ring },
    })
    const { kmMarks: _, direction, warnings, ...rest } = course
    expect(warnings.map(({ code }: { code: string }) => code)).toEqual(['lengthDiffers'])
    expect((await post(query, seaFront, { 'content-type': 'text/xml' })).json().added).toEqual(['front'])
    expect((await app.inject('/api/courses/front')).json()).toEqual(rest)
    const [again] = (await check(query, seaFront)).json().courses
    expect(again.warnings.map(({ code }: { code: string }) => code)).toContain('nameTaken')
    const [bare] = (await check('?name=a.gpx&fence=none', seaFront)).json().courses
    expect([bare.fence, direction.isLoop]).toEqual([null, false])
  })

  it('says on the map where a flag or fence is that does not fit, with what to do', async () => {
    const { check } = await checking()
    const { courses, refused } = (await check('?name=a.gpx&start=-0.2,50.82', seaFront)).json()
    expect([courses, refused]).toMatchObject([
      [],
      [
        {
          code: 'FLAG_FAR',
          field: 'start',
          at: [-0.2, 50.82],
          remedy: expect.stringContaining('move the flag'),
        },
      ],
    ])
  })

  it.each([
    'start=here',
    'fence=%7B%7D',
    'fence=hello',
    'laps=0',
    'distance=-1',
    'reverse=perhaps',
    'turn=left',
  ])('refuses %s, naming the field', async (query) => {
    const { check } = await checking()
    const answer = await check(`?${query}`, seaFront)
    expect([answer.statusCode, answer.json().errors[0].field]).toEqual([400, query.split('=')[0]])
  })

  it('answers others while it reads a large file, and sends away who comes when many wait', async () => {
    const { check, app } = await checking()
    const points = Array.from(
      { length: 10_000 },
      (_, i) => `<trkpt lat="${50 + i / 1e6}" lon="-0.15"/>`,
    ).join('')
    const order: string[] = []
    const noted = async (name: string, answer: PromiseLike<{ statusCode: number }>) => {
      const { statusCode } = await answer
      order.push(`${name} ${statusCode}`)
    }
    const large = Array.from({ length: 6 }, (_, i) => noted(`large ${i}`, check('?name=x.gpx', gpx(points))))
    const races = noted('races', app.inject('/api/races'))
    await Promise.all([...large, races])
    expect(order.slice(0, 2).sort()).toEqual(['large 5 503', 'races 200'])
    expect(order.slice(2)).toEqual([0, 1, 2, 3, 4].map((i) => `large ${i} 200`))
  })
})
