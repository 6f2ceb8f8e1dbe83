import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCatalogue } from '../catalogue/index.ts'
import { CORNER, geoJson, SQUARE } from '../import/testing/files.ts'
import { runCommand } from './commands.ts'

let directory: string
let addedDir: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'racecast-cli-'))
  addedDir = join(directory, 'courses')
})
afterEach(() => rmSync(directory, { recursive: true }))

function stored(name: string, content: string | Uint8Array): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}
const line = (points: readonly (readonly number[])[]) =>
  `"LINESTRING(${points.map((point) => point.join(' ')).join(',')})"`
const run = (...args: string[]) => runCommand(args, addedDir)

describe('add', () => {
  it('keeps a course under the name and with the values that are given', () => {
    const path = stored('park.geojson', geoJson({ line: SQUARE }).bytes)
    const given = ['--short-name', 'park', '--name', 'The Park', '--distance', '7200', '--laps', '2']
    const { out, err, exitCode } = run('add', path, ...given, '--start', '0.505,51.21', '--reverse')
    expect({ err, exitCode }).toEqual({ err: [], exitCode: 0 })
    expect(out).toEqual([expect.stringMatching(/^added: park {2}The Park {2}7200 m .*2 laps/)])
    const course = openCatalogue({ addedDir }).get('park')!
    expect(course).toMatchObject({ longName: 'The Park', officialM: 7200, laps: 2, start: [0.505, 51.21] })
    expect(course.line[1]).toEqual([0.51, 51.21])
  })

  it('adds the good ones of a CSV, names the bad and fails', () => {
    const path = stored(
      'courses.csv',
      `shortName,longName,map,start\na,A,${line(CORNER)},\nb,B,${line(CORNER)},POINT(9 9)\nc,C,${line(SQUARE)},\n`,
    )
    const { out, err, exitCode } = run('add', path)
    expect(exitCode).toBe(1)
    expect(out.map((text) => text.split(' ')[1])).toEqual(['a', 'c'])
    expect(err).toEqual([expect.stringMatching(/^refused: row 3 "b": the start flag .* m from the line/)])
    expect(readdirSync(addedDir)).toEqual(['a.course.json', 'c.course.json'])
  })

  it('writes nothing where the only course is refused', () => {
    const path = stored('bad.geojson', geoJson({ line: CORNER, start: [1, 1] }).bytes)
    expect(run('add', path).exitCode).toBe(1)
    expect(readdirSync(directory)).toEqual(['bad.geojson'])
  })

  it('refuses a name that is taken', () => {
    const path = stored('crystal.geojson', geoJson({ line: CORNER }).bytes)
    const { err, exitCode } = run('add', path)
    expect(exitCode).toBe(1)
    expect(err).toEqual([expect.stringContaining('there is already a course crystal')])
  })

  it('refuses a file of 50 MB by its size', () => {
    const { err, exitCode } = run('add', stored('big.gpx', new Uint8Array(50_000_000)))
    expect(exitCode).toBe(1)
    expect(err).toEqual([expect.stringContaining('50000000 bytes, the limit is 10000000')])
  })

  it('says that a file is not there', () => {
    const { err, exitCode } = run('add', join(directory, 'none.gpx'))
    expect(exitCode).toBe(1)
    expect(err).toEqual([expect.stringMatching(/none\.gpx.*cannot be opened \(ENOENT\)/)])
  })
})

describe('check', () => {
  it('says that a course is good and keeps nothing', () => {
    const { out, exitCode } = run('check', stored('corner.geojson', geoJson({ line: CORNER }).bytes))
    expect(exitCode).toBe(0)
    expect(out).toEqual([expect.stringMatching(/^good: corner .*no fence$/)])
    expect(readdirSync(directory)).toEqual(['corner.geojson'])
  })

  it('says that the name is taken', () => {
    expect(run('check', stored('crystal.geojson', geoJson({ line: CORNER }).bytes)).exitCode).toBe(1)
  })
})

describe('the command line', () => {
  it('takes a place west of Greenwich', () => {
    const west = CORNER.map(([lon, lat]) => [-lon, lat])
    const path = stored('west.geojson', geoJson({ line: west }).bytes)
    expect(run('add', path, '--start', '-0.51,51.21').exitCode).toBe(0)
    expect(openCatalogue({ addedDir }).get('west')!.start).toEqual([-0.51, 51.21])
  })

  it.each([
    [['frob'], /unknown command "frob"/],
    [[], /unknown command/],
    [['add'], /add needs one FILE/],
    [['add', 'a', 'b'], /add needs one FILE/],
    [['add', 'a', '--distance', '5km'], /--distance is "5km"/],
    [['add', 'a', '--start', '51.2'], /--start is "51\.2": give longitude,latitude/],
    [['add', 'a', '--colour', 'red'], /--colour/],
  ])('%j is answered with what is wrong and how it is used', (args, says) => {
    const { err, exitCode } = run(...args)
    expect(exitCode).toBe(2)
    expect(err[0]).toMatch(says)
    expect(err[1]).toMatch(/^usage: npm run course/)
  })

  it('runs as a process', async () => {
    const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
    const course = (...args: string[]) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
        const env = { ...process.env, DATA_DIR: directory }
        execFile(process.execPath, [cli, ...args], { env }, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
        )
      })
    const good = stored('corner.geojson', geoJson({ line: CORNER }).bytes)
    expect(await course('add', good)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('added: corner'),
    })
    const again = await course('add', good)
    expect(again).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('already a course corner'),
    })
    const { stdout } = await course('list')
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => text.split(' ')[0]),
    ).toEqual(['corner', 'crystal', 'gridiron', 'skylark-eight'])
  })
})
