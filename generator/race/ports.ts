import type { Course } from '@racecast/courses'
import type { EventSink } from '@racecast/pinot/ports'

/** What the generator needs of the outside. */
export interface GeneratorPorts {
  sink: EventSink
  courses: { get(shortName: string): Course | undefined; list(): Course[] }
}

export interface Log {
  info(about: object, message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}
