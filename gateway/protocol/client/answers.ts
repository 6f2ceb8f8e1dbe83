/** How long an answer may take to its end, ms: a whole state or a minute of it on a slow line. A line that died in between says nothing at all. */
export const wholeWithinMs = 60_000

/** What an error answer says of itself, or its status where it is none of ours. `problem` is its body as JSON, whatever that is. */
export function detailOf(status: number, problem: unknown): string {
  const detail = (problem as { detail?: unknown } | null | undefined)?.detail
  return typeof detail === 'string' ? detail : `the server answers ${status}`
}
