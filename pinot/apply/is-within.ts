/**
 * Whether all that `wanted` says is so in `actual`, which may say more: servers add defaults. Lists of objects
 * with a `name` are compared by it, other lists element by element.
 */
export function isWithin(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual)) return false
    if (wanted.every((item) => nameOf(item) !== undefined))
      return wanted.every((item) =>
        actual.some((other) => nameOf(other) === nameOf(item) && isWithin(item, other)),
      )
    return wanted.length === actual.length && wanted.every((item, i) => isWithin(item, actual[i]))
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof actual !== 'object' || actual === null) return false
    return Object.entries(wanted).every(([key, value]) =>
      isWithin(value, (actual as Record<string, unknown>)[key]),
    )
  }
  return wanted === actual
}

const nameOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined
