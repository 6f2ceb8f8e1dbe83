/** What topics and tables are called, when several installations share the servers. */
export interface Naming {
  prefix?: string | undefined
  suffix?: string | undefined
}

/** Each is a table too, filled from the topic. */
export const TOPICS = ['parkrun', 'races', 'entries'] as const
export const TABLES = [...TOPICS, 'courses'] as const
export type Table = (typeof TABLES)[number]

/** The topic `parkrun` and the table `parkrun` have one name, and so on; `courses` is a table only. */
export type Names = Readonly<Record<Table, string>>

/** The names of the four with what stands before and after each. Throws for what Kafka or Pinot would refuse. */
export function namesWith({ prefix = '', suffix = '' }: Naming = {}): Names {
  for (const [field, value] of Object.entries({ prefix, suffix })) {
    if (!/^\w{0,80}$/.test(value))
      throw new Error(
        `${field} is ${JSON.stringify(value)}; use up to 80 letters, digits and underscores, or leave it out`,
      )
  }
  const name = (table: Table) => `${prefix}${table}${suffix}`
  return {
    parkrun: name('parkrun'),
    races: name('races'),
    entries: name('entries'),
    courses: name('courses'),
  }
}
