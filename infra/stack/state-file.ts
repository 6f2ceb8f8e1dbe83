import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { Ports } from './config.ts'
import { StackError } from './errors.ts'
import { isAlive, ProcessIdentity } from './process/identity.ts'
import { type ServerName, serverNames } from './servers/server.ts'

/** What a stack remembers in its directory: where it listens, and which processes are its own. */
export const StackState = Type.Object({
  version: Type.Literal(1),
  ports: Ports,
  servers: Type.Partial(Type.Record(Type.Enum([...serverNames]), ProcessIdentity)),
})
export type StackState = Static<typeof StackState>

const fileOf = (directory: string) => join(directory, 'state.json')

/** The state of the stack in a directory; null where there never was one. Throws BAD_STATE. */
export function readState(directory: string): StackState | null {
  const file = fileOf(directory)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const state = parsed(text, file)
  const [problem] = Value.Errors(StackState, state)
  if (!problem) return state as StackState
  throw new StackError('BAD_STATE', { file, problem: `${problem.instancePath} ${problem.message}` })
}

/** Who of the stack in a directory has ended without being stopped. Throws BAD_STATE. */
export function diedIn(directory: string): ServerName[] {
  const processes = readState(directory)?.servers ?? {}
  return serverNames.filter((name) => processes[name] && !isAlive(processes[name]))
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new StackError('BAD_STATE', { file, problem: (error as Error).message }, { cause: error })
  }
}

/** Replaces the state file as a whole, so that whoever reads it meanwhile gets the old or the new one. */
export function writeState(directory: string, state: StackState): void {
  const file = fileOf(directory)
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}
