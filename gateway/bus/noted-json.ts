/**
 * What a text of a shared map says; null for what is no JSON, as another version of the gateway or somebody by hand may have
 * written it: whoever is told of it must not end by that.
 */
export function notedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
