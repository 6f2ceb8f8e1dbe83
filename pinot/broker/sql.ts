/**
 * Pinot has no parameters over HTTP: values are written into the text. In its SQL (Calcite, lexical policy
 * MYSQL_ANSI) a text stands in single quotes, in which a quote is doubled and nothing else is special; double quotes
 * are for names. Pinot then halves the quotes that are left once more (RequestUtils.getLiteral, from 0.11 to today), so
 * that a doubled one would do only where it stands alone: each is written four times.
 */
export function text(value: string): string {
  // Pinot cuts NUL out of what it stores, so that no row could be equal to it.
  if (value.includes('\0')) throw new TypeError(`${JSON.stringify(value)}: a text for Pinot cannot hold NUL`)
  return `'${value.replaceAll("'", "''''")}'`
}

/** A whole number, exactly. */
export function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a whole number that SQL could carry`)
  return String(value)
}

export const wholes = (values: Iterable<number>): string => Array.from(values, whole).join(', ')

/** All rows that were ever published, instead of the newest of each key. */
export const WITH_HISTORY = 'option(skipUpsert=true)'
