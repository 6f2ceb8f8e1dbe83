import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { type Catalogue, openCatalogue } from '../catalogue/index.ts'
import type { Course } from '../course.ts'
import { CourseError, type Imported, type ImportOptions, importCourses, SIZE_LIMIT } from '../import/index.ts'
import { problem } from '../import/problems.ts'
import { commandFrom, USAGE } from './arguments.ts'

/** What a command has to say: `out` and `err` line by line, and the process's exit code. */
export interface Outcome {
  out: string[]
  err: string[]
  exitCode: 0 | 1 | 2
}

function summary(course: Course): string {
  const { shortName, longName, officialM, geodesicM, laps, fenceIntervals } = course
  const facts = [
    `${officialM} m (measured ${geodesicM.toFixed(1)} m)`,
    laps > 1 ? `${laps} laps` : null,
    fenceIntervals.length > 0 ? `${fenceIntervals.length} fence visits` : 'no fence',
  ]
  return `${shortName}  ${longName}  ${facts.filter((fact) => fact !== null).join(', ')}`
}

/** The file's courses. One that is too large is refused unread. */
function readFile(path: string, options: ImportOptions): Imported {
  const name = basename(path)
  try {
    const { size } = statSync(path)
    if (size > SIZE_LIMIT) {
      const particulars = { feature: name, field: 'content', value: size, limit: SIZE_LIMIT }
      return { courses: [], refused: [problem('FILE_TOO_LARGE', particulars)] }
    }
    return importCourses({ name, bytes: readFileSync(path) }, options)
  } catch (error) {
    const value = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    return { courses: [], refused: [problem('FILE_NOT_READ', { feature: path, field: 'file', value })] }
  }
}

/** Adds one course, or only says whether it could be. */
function keep(catalogue: Catalogue, course: Course, name: 'add' | 'check'): string {
  if (name === 'add') catalogue.add(course)
  else catalogue.checkFree(course)
  return `${name === 'add' ? 'added' : 'good'}: ${summary(course)}`
}

export function runCommand(args: readonly string[], addedDir: string): Outcome {
  const command = commandFrom(args)
  if (command.name === 'help')
    return command.wrong === null
      ? { out: [USAGE], err: [], exitCode: 0 }
      : { out: [], err: [command.wrong, USAGE], exitCode: 2 }
  const catalogue = openCatalogue({ addedDir })
  const broken = catalogue.broken().map(({ message }) => `skipped: ${message}`)
  if (command.name === 'list') return { out: catalogue.list().map(summary), err: broken, exitCode: 0 }

  const { courses, refused } = readFile(command.file, command.options)
  const out: string[] = []
  const err = [...broken, ...refused.map(({ message }) => `refused: ${message}`)]
  let allGood = refused.length === 0
  for (const course of courses)
    try {
      out.push(keep(catalogue, course, command.name))
    } catch (error) {
      if (!(error instanceof CourseError)) throw error
      err.push(`refused: ${error.message}`)
      allGood = false
    }
  return { out, err, exitCode: allGood ? 0 : 1 }
}
