import type { Key } from '../key.ts'
import { commandFrom, usage } from './arguments.ts'
import { CannotDo, type Environment, keysAtGateway } from './keys-at-gateway.ts'

export interface Outcome {
  /** For standard output: a token stands there alone, so that a script can take it. */
  out: string[]
  err: string[]
  exitCode: number
}

/** `mint`, `list` or `revoke` at the gateway that runs. `now` is epoch ms. */
export async function runCommand(
  args: readonly string[],
  environment: Environment,
  now: number,
): Promise<Outcome> {
  const command = commandFrom(args)
  if (command.name === 'help') {
    if (command.wrong === null) return { out: [usage], err: [], exitCode: 0 }
    return { out: [], err: [command.wrong, '', usage], exitCode: 2 }
  }
  try {
    const keys = keysAtGateway(command.gateway, environment)
    if (command.name === 'list') return { out: table(await keys.list(), now), err: [], exitCode: 0 }
    if (command.name === 'revoke') {
      const { label, revokedAt } = await keys.revoke(command.jti)
      return { out: [`Revoked at ${moment(revokedAt!)}: ${label}`], err: [], exitCode: 0 }
    }
    const { token, key } = await keys.mint(command.order)
    const said = `${key.label}: ${key.scope}, ${raceOf(key)}, until ${moment(key.expiresAt)}; id ${key.jti}`
    return { out: [token], err: [said, 'The token is shown this once.'], exitCode: 0 }
  } catch (error) {
    if (error instanceof CannotDo) return { out: [], err: [error.message], exitCode: 1 }
    throw error
  }
}

const moment = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
const raceOf = ({ race, slug }: Key) => (race === null ? 'all races' : (slug ?? race))

function stateOf({ revokedAt, expiresAt }: Key, now: number): string {
  if (revokedAt !== null) return `revoked ${moment(revokedAt)}`
  return `${expiresAt <= now ? 'expired' : 'until'} ${moment(expiresAt)}`
}

function table(keys: readonly Key[], now: number): string[] {
  if (keys.length === 0) return ['No keys.']
  const rows = [
    ['ID', 'SCOPE', 'RACE', 'STATE', 'LABEL'],
    ...keys.map((key) => [key.jti, key.scope, raceOf(key), stateOf(key, now), key.label]),
  ]
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}
