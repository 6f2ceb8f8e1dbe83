import type { Facts } from '@racecast/gateway/protocol'

const kmCm = 100_000

/**
 * A recorded trace, and after its end the straight lines between what is known for good: splits and finish. A race that
 * ran while nobody recorded it is worked out minute by minute; until that is done its lines lead to the finish all the same.
 *
 * @param cm from the start at each moment, null where that is not known
 * @param fromMs race ms of the first moment, and `everyMs` between two
 */
export function bridgedTrace(
  cm: readonly (number | null)[],
  { fromMs, everyMs }: { fromMs: number; everyMs: number },
  facts: Pick<Facts, 'start' | 'splits' | 'finish'> | undefined,
  lengthCm: number,
): (number | null)[] {
  const end = cm.findLastIndex((value) => value !== null)
  const bridged = cm.slice(0, end + 1)
  let [knownMs, knownCm] = end < 0 ? [facts?.start ?? null, 0] : [fromMs + end * everyMs, cm[end]!]
  for (const [ms, at] of knownAfter(facts, knownMs ?? Number.NEGATIVE_INFINITY, lengthCm)) {
    for (let next = fromMs + bridged.length * everyMs; next <= ms; next += everyMs) {
      const isBefore = knownMs === null || next < knownMs
      const share = (next - knownMs!) / (ms - knownMs!)
      bridged.push(isBefore ? null : Math.round(knownCm + (at - knownCm) * share))
    }
    ;[knownMs, knownCm] = [ms, at]
  }
  return bridged
}

/** Splits and the finish later than `ms`, in order: [race ms, cm]. */
function knownAfter(
  facts: Pick<Facts, 'splits' | 'finish'> | undefined,
  ms: number,
  lengthCm: number,
): [number, number][] {
  const known = (facts?.splits ?? []).flatMap((at, i): [number, number][] =>
    at === null || at <= ms ? [] : [[at, (i + 1) * kmCm]],
  )
  if (facts?.finish !== undefined && facts.finish > (known.at(-1)?.[0] ?? ms)) {
    known.push([facts.finish, lengthCm])
  }
  return known
}
