import { Problem } from '../problems.ts'

/** What the generator answered. */
export interface GeneratorAnswer {
  status: number
  body: unknown
}

/** What of its health is looked at. */
export interface GeneratorHealth {
  lease?: string
  sinkIsDown?: boolean
  /** By how much the time of its races is ahead of its machine's clock, ms. */
  aheadMs?: number
}

/** The process that makes and runs simulated races. */
export interface Generator {
  post(path: string, body?: unknown): Promise<GeneratorAnswer>
  /** What it says of itself. Rejects where it does not answer. */
  health(): Promise<GeneratorHealth>
}

export interface GeneratorOptions {
  url: string
  /** The generator checks it too. */
  token: string | undefined
  fetch?: typeof fetch
}

/** A start list of 100,000 is checked and stored before the answer comes. */
const withinMs = 30_000
const healthWithinMs = 5000

export function connectGenerator({ url, token, fetch = globalThis.fetch }: GeneratorOptions): Generator {
  const base = url.replace(/\/+$/, '')
  return {
    async health() {
      const answer = await fetch(`${base}/healthz`, { signal: AbortSignal.timeout(healthWithinMs) })
      if (!answer.ok) throw new Error(`it answers ${answer.status}`)
      return (await answer.json()) as GeneratorHealth
    },
    async post(path, body) {
      let response: Response
      let text: string
      try {
        response = await fetch(`${base}${path}`, {
          method: 'POST',
          headers: {
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(withinMs),
        })
        text = await response.text()
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as { code?: unknown }
        throw new Problem(
          'generator-unreachable',
          'It is down or busy; start it, or try again in a moment.',
          {
            headers: { 'retry-after': '2' },
            // Nobody was there to be asked; otherwise it may have been done and only the answer be lost.
            ...(code === 'ECONNREFUSED' && { isUndone: true }),
          },
        )
      }
      return { status: response.status, body: parsed(text) }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
