import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { Key, KeyList, NewKey } from '../key.ts'

/** What the command stops for; its message is for who typed it. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo'
}

const answers = { made: Compile(NewKey), list: Compile(KeyList), key: Compile(Key) }

export type Environment = Readonly<Record<string, string | undefined>>

/** `/api/keys` of the gateway that runs: it alone writes what it keeps. */
export function keysAtGateway(address: string | undefined, environment: Environment) {
  const base = (address ?? addressIn(environment)).replace(/\/+$/, '')
  const token = controlTokenIn(environment)

  async function ask<T>(
    method: string,
    path: string,
    answer: { Check(value: unknown): value is T },
    body?: object,
  ) {
    let response: Response
    try {
      response = await fetch(`${base}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(15_000),
      })
    } catch {
      throw new CannotDo(
        `No gateway answers at ${base}. Keys are kept by the gateway that runs: start one (npm start), or name its ` +
          'address with --gateway, or PORT.',
      )
    }
    const said: unknown = await response.json().catch(() => null)
    if (response.ok && answer.Check(said)) return said
    const { detail } = (said ?? {}) as { detail?: unknown }
    if (response.status === 401)
      throw new CannotDo(
        `The gateway at ${base} does not take this control token: set CONTROL_TOKEN to the one that it printed, or ` +
          'DATA_DIR to its data directory.',
      )
    throw new CannotDo(
      typeof detail === 'string' ? detail : `${base} is no gateway of races: it answers ${response.status}.`,
    )
  }

  return {
    mint: (order: object) => ask('POST', '/api/keys', answers.made, order),
    list: async () => (await ask('GET', '/api/keys', answers.list)).keys,
    revoke: (jti: string) => ask('DELETE', `/api/keys/${encodeURIComponent(jti)}`, answers.key),
  }
}

function addressIn({ HOST, PORT }: Environment): string {
  // An address that means all of the machine's is none to ask at.
  const host = !HOST || HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT || 8080}`
}

function controlTokenIn({ CONTROL_TOKEN, DATA_DIR }: Environment): string {
  if (CONTROL_TOKEN) return CONTROL_TOKEN
  const file = join(DATA_DIR || 'data', 'control-token')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new CannotDo(
      `There is no control token in ${file}: set DATA_DIR to the data directory of the gateway, or CONTROL_TOKEN.`,
    )
  }
}
