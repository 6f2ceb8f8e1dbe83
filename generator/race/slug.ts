/** The printed address that a race gets when none is asked for: course and date (UTC), numbered where taken. */
export function freeSlug(course: string, startTime: number, isTaken: (slug: string) => boolean): string {
  const slug = `${course}-${new Date(startTime).toISOString().slice(0, 10)}`
  if (!isTaken(slug)) return slug
  for (let n = 2; ; n++) {
    if (!isTaken(`${slug}-${n}`)) return `${slug}-${n}`
  }
}
