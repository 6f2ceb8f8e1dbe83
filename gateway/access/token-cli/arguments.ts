import { parseArgs } from 'node:util'
import { Compile } from 'typebox/compile'
import { KeyId } from '../key.ts'

export const usage = `usage: npm run token -- mint --scope SCOPE [--race RACE] [--days N] --label TEXT   make a key; its token is printed once
       npm run token -- list                     the keys that were made, without their tokens
       npm run token -- revoke ID                end a key now, at every gateway

  --scope SCOPE   watch: may see a private race; feed: the same, for displays; control: changes something
  --race RACE     slug or runId of the one race that it is for; all races if left out
  --days N        how long it is good for (30)
  --label TEXT    whose it is, for the list
  --gateway URL   where the gateway runs; http://HOST:PORT of the environment if left out
The gateway is asked with CONTROL_TOKEN, or with the control token that is kept in DATA_DIR (./data).`

interface Asking {
  /** Undefined: where the environment says. */
  gateway: string | undefined
}
export type Command =
  | ({ name: 'mint'; order: Record<string, unknown> } & Asking)
  | ({ name: 'list' } & Asking)
  | ({ name: 'revoke'; jti: string } & Asking)
  | { name: 'help'; wrong: string | null }

const text = { type: 'string' } as const
const isKeyId = Compile(KeyId)
const ofMint = ['scope', 'race', 'days', 'label'] as const

/** What was asked for; `help` with the reason where it cannot be told. What a key may be is the gateway's to judge. */
export function commandFrom(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ scope: text, race: text, days: text, label: text, gateway: text },
        help: { type: 'boolean', short: 'h' },
      },
    })
    const [name, jti, ...more] = positionals
    if (values.help || name === undefined) return { name: 'help', wrong: null }
    const { gateway } = values
    const alien = name === 'mint' ? undefined : ofMint.find((option) => values[option] !== undefined)
    if (alien) return wrong(`--${alien} belongs to mint`)
    if (name === 'list' && jti === undefined) return { name, gateway }
    if (name === 'revoke' && jti !== undefined && !isKeyId.Check(jti))
      return wrong(`"${jti}" is not the ID of a key; npm run token -- list shows them`)
    if (name === 'revoke' && jti !== undefined && more.length === 0) return { name, jti, gateway }
    if (name === 'revoke') return wrong('revoke needs one ID; npm run token -- list shows them')
    if (name !== 'mint' || jti !== undefined) return wrong(`unknown command "${positionals.join(' ')}"`)
    const { scope, race, days, label } = values
    if (scope === undefined || label === undefined) return wrong('mint needs --scope and --label')
    if (days !== undefined && !/^\d+(\.\d+)?$/.test(days)) return wrong(`--days is "${days}": give a number`)
    const order = {
      scope,
      label,
      ...(race !== undefined && { race }),
      ...(days !== undefined && { days: Number(days) }),
    }
    return { name, order, gateway }
  } catch (error) {
    return wrong((error as Error).message)
  }
}

const wrong = (reason: string): Command => ({ name: 'help', wrong: reason })
