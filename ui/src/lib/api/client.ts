import { say } from '../words/say.ts'

/** An answer that is not what was asked for: RFC 9457, or what is nearest to it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  /** Field of the request to message, where the server names fields. */
  readonly fields: Record<string, string>

  constructor(status: number, message: string, fields: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.fields = fields
  }
}

interface ProblemDetails {
  title?: string
  detail?: string
  errors?: { field?: string; path?: string; message?: string; detail?: string }[]
}

/** Asks our own gateway. Throws `ApiProblem` for an error answer (status 0: no answer at all). */
export async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch {
    throw new ApiProblem(0, say('parts.connectionLost'))
  }
  if (response.status === 204) return undefined as T
  if (response.ok) return (await response.json()) as T
  const problem = (await response.json().catch(() => ({}))) as ProblemDetails
  const fields: Record<string, string> = {}
  for (const error of problem.errors ?? []) {
    const name = (error.field ?? error.path ?? '').split(/[/.]/).at(-1)
    if (name) fields[name] = error.message ?? error.detail ?? ''
  }
  throw new ApiProblem(response.status, problem.detail ?? problem.title ?? response.statusText, fields)
}
