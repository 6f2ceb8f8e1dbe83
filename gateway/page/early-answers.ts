/**
 * The `Link` header of the page of a race: what its code will ask for first. A browser asks for it at once, instead of after
 * the code has come and run, which is a second and more on a slow line.
 *
 * @param url path and query of the page, as asked for
 * @param courseOf the short name of the course of a race that everybody may see, by its slug or id; else undefined
 */
export function earlyAnswers(
  url: string,
  courseOf: (race: string) => string | undefined,
): string | undefined {
  const [, race, query] = /^\/race\/([\w-]+)(?:\?(.*))?$/.exec(url) ?? []
  const course = race && courseOf(race)
  // Of others not even this is said: there may be no such race, or one that wants a key.
  if (!course) return undefined
  // What is asked for with a key is another request.
  if (new URLSearchParams(query).has('key')) return undefined
  return [`/api/races/${race}`, `/api/courses/${encodeURIComponent(course)}`]
    .map((path) => `<${path}>; rel=preload; as=fetch; crossorigin`)
    .join(', ')
}
