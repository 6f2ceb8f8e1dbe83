const asPeopleCount = new Intl.Collator('en', { numeric: true })

/** The order of two bibs in a list that one looks somebody up in: 2 before 10, A2 before A10. */
export function byBib(a: string, b: string): number {
  return asPeopleCount.compare(a, b)
}
