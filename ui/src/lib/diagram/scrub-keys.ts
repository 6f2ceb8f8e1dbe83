/** A key as it was pressed. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey'>

/**
 * Where a key moves the moment to, race ms within `range`; null for a key that says nothing here. Left and right a second,
 * with Shift ten; up and down ten; a page a minute; Home and End as far as it goes. Time goes to the right in every
 * language, as on the diagram.
 */
export function scrubbed(
  { key, shiftKey }: Pressed,
  atMs: number,
  range: { from: number; to: number },
): number | null {
  const second = shiftKey ? 10_000 : 1000
  const steps: Record<string, number> = {
    ArrowRight: second,
    ArrowLeft: -second,
    ArrowUp: 10_000,
    ArrowDown: -10_000,
    PageUp: 60_000,
    PageDown: -60_000,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }
  const step = steps[key]
  return step === undefined ? null : within(atMs + step, range)
}

export function within(ms: number, { from, to }: { from: number; to: number }): number {
  return Math.round(Math.min(Math.max(ms, from), Math.max(from, to)))
}
