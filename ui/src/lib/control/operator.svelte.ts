import { getContext, setContext } from 'svelte'
import { ApiProblem, ask } from '../api/client.ts'
import { send } from '../api/send.ts'

export interface Session {
  name: string
  /** runId; null: any race. */
  race: string | null
  /** Epoch ms. */
  expires: number
}

const place = Symbol('operator')
/** Until when this browser may have a session, epoch ms: who never signed in need not be asked for. */
const signedInUntil = 'racecast.signed-in-until'

/** Who sits at the desk: signed in by a cookie that no script sees. */
export class Operator {
  session = $state.raw<Session | null>(null)
  /** Whether it has been asked who is signed in. */
  known = $state(false)
  busy = $state(false)
  /** What the server said of the last attempt, by field; '' is about all of it. */
  refused = $state.raw<Record<string, string>>({})

  async look(): Promise<void> {
    if (Number(localStorage.getItem(signedInUntil) ?? 0) < Date.now()) {
      this.session = null
      this.known = true
      return
    }
    try {
      this.session = await ask<Session>('/api/session')
      this.refused = {}
    } catch (error) {
      this.session = null
      // Nobody signed in is no trouble; a server that does not answer is.
      if ((error as ApiProblem).status === 401) localStorage.removeItem(signedInUntil)
      else this.refused = { '': (error as Error).message }
    } finally {
      this.known = true
    }
  }

  /** Another window of this browser has kept something: who signs out in one has signed out in all. */
  keptElsewhere(key: string | null): void {
    if (key === signedInUntil) void this.look()
  }

  async signIn(token: string, name: string): Promise<void> {
    this.busy = true
    this.refused = {}
    try {
      this.session = await send<Session>('POST', '/api/session', { token: token.trim(), name: name.trim() })
      localStorage.setItem(signedInUntil, String(this.session.expires))
    } catch (error) {
      this.refused = saidBeside(error)
    } finally {
      this.busy = false
    }
  }

  async signOut(): Promise<void> {
    this.refused = {}
    try {
      await send('DELETE', '/api/session')
    } catch (error) {
      this.refused = { '': (error as Error).message }
      // Without an answer the browser has its cookie still, and with it whoever sits here next.
      if (!(error instanceof ApiProblem) || error.code !== 'bus-unavailable') return
    }
    localStorage.removeItem(signedInUntil)
    this.session = null
  }

  /** What an order was answered with says that nobody is signed in any more. */
  lost(error: unknown): boolean {
    if (!(error instanceof ApiProblem) || error.status !== 401) return false
    this.session = null
    this.refused = { '': 'You have been signed out. Sign in again to go on.' }
    return true
  }
}

/** Where to say what is wrong: a token that does not fit stands beside the token, in the words of who has to type it. */
function saidBeside(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return { '': String(error) }
  if (Object.keys(error.fields).length > 0) return error.fields
  if (error.status === 401 || error.status === 403)
    return { token: 'This token does not open race control. It is printed where Racecast was started.' }
  return { '': error.message }
}

export const provideOperator = (operator: Operator): Operator => setContext(place, operator)

/** Throws outside of race control. */
export function useOperator(): Operator {
  const operator = getContext<Operator | undefined>(place)
  if (!operator) throw new Error('no operator: this component belongs below the layout of /control')
  return operator
}
