/** Values of a Java properties file: what is undefined is left out. */
export type Properties = Record<string, string | number | boolean | undefined>

const escaped = (text: string) =>
  text.replace(/[\\\n\r]/g, (character) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r' })[character]!)

/** The text of a Java properties file. Keys are ours and need no escaping. */
export function renderProperties(properties: Properties): string {
  return Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escaped(String(value))}\n`)
    .join('')
}
