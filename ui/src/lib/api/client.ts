import { say } from '../words/say.ts'

/** What cannot be used of one row of a list. */
export interface RowProblem {
  /** As a spreadsheet counts. */
  row: number
  field: string
  message: string
  remedy: string
}

/** An answer that is not what was asked for: RFC 9457, or what is nearest to it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  /** Field of the request to message, where the server names fields. */
  readonly fields: Record<string, string>
  /** What kind of problem it is, e.g. `key-expired`; empty where the server does not say. */
  readonly code: string
  /** What is wrong with rows of a list that was sent. */
  readonly rows: readonly RowProblem[]

  constructor(
    status: number,
    message: string,
    fields: Record<string, string> = {},
    code = '',
    rows: readonly RowProblem[] = [],
  ) {
    super(message)
    this.status = status
    this.fields = fields
    this.code = code
    this.rows = rows
  }
}

interface ProblemDetails {
  type?: string
  title?: string
  detail?: string
  errors?: {
    field?: string
    path?: string
    message?: string
    detail?: string
    row?: number
    remedy?: string
  }[]
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
  const rows: RowProblem[] = []
  for (const error of problem.errors ?? []) {
    if (error.row !== undefined) {
      const { row, field = '', message = '', remedy = '' } = error
      rows.push({ row, field, message, remedy })
      continue
    }
    const name = (error.field ?? error.path ?? '').split(/[/.]/).at(-1)
    if (name) fields[name] = error.message ?? error.detail ?? ''
  }
  const message = problem.detail ?? problem.title ?? response.statusText
  throw new ApiProblem(response.status, message, fields, problem.type?.split(':').at(-1), rows)
}
