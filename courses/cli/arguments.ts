import { parseArgs } from 'node:util'
import type { LonLat } from '../course.ts'
import type { ImportOptions } from '../import/index.ts'

export const USAGE = `usage: npm run course -- add FILE [options]     keep the courses of a file
       npm run course -- check FILE [options]   say what is wrong with it, keep nothing
       npm run course -- list                   the courses there are

FILE is KML, GPX, GeoJSON, WKT or a CSV with the header shortName,longName,distance,map,geoFence,start,end.
Options, for a file with one course:
  --short-name NAME    key and address of the course: a-z, 0-9 and -
  --name NAME          as people call it
  --distance METRES    official distance of all laps
  --laps N             how often the line is run
  --start LON,LAT      the start flag
  --finish LON,LAT     the finish flag
  --reverse            run it the other way round
Added courses are kept in DATA_DIR/courses (DATA_DIR is ./data if not set).`

export type Command =
  | { name: 'list' }
  | { name: 'add' | 'check'; file: string; options: ImportOptions }
  | { name: 'help'; wrong: string | null }

class WrongArgument extends Error {}

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new WrongArgument(`--${option} is "${text}": give a number`)
  return value
}

function place(option: string, text: string | undefined): LonLat | undefined {
  if (text === undefined) return undefined
  const parts = text.split(',').map(Number)
  if (
    parts.length !== 2 ||
    text.split(',').some((part) => part.trim() === '') ||
    !parts.every(Number.isFinite)
  )
    throw new WrongArgument(`--${option} is "${text}": give longitude,latitude, for example -0.0632,51.4191`)
  return [parts[0]!, parts[1]!]
}

const OPTIONS = {
  'short-name': { type: 'string' },
  name: { type: 'string' },
  distance: { type: 'string' },
  laps: { type: 'string' },
  start: { type: 'string' },
  finish: { type: 'string' },
  reverse: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** `--start -0.06,51.4` would be taken for an option: the value is joined to its name. */
const joined = (args: readonly string[]) =>
  args.reduce<string[]>((all, arg) => {
    const previous = all.at(-1)
    if (/^-[\d.]/.test(arg) && previous && /^--[a-z-]+$/.test(previous))
      all[all.length - 1] = `${previous}=${arg}`
    else all.push(arg)
    return all
  }, [])

function understood(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: joined(args),
    options: OPTIONS,
    allowPositionals: true,
    strict: true,
  })
  const [name, file, ...more] = positionals
  if (values.help) return { name: 'help', wrong: null }
  if (name === 'list' && file === undefined) return { name }
  if (name !== 'add' && name !== 'check')
    throw new WrongArgument(`unknown command "${positionals.join(' ')}"`)
  if (file === undefined || more.length > 0) throw new WrongArgument(`${name} needs one FILE`)
  const options: ImportOptions = {
    shortName: values['short-name'],
    longName: values.name,
    officialM: number('distance', values.distance),
    laps: number('laps', values.laps),
    start: place('start', values.start),
    finish: place('finish', values.finish),
    reverse: values.reverse,
  }
  return { name, file, options }
}

/** What was asked for; `help` with the reason where it cannot be told. */
export function commandFrom(args: readonly string[]): Command {
  try {
    return understood(args)
  } catch (error) {
    return { name: 'help', wrong: (error as Error).message }
  }
}
