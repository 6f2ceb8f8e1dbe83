import { CourseLine } from '@racecast/courses/line'
import type { Bus, BusListener } from '../bus/bus.ts'
import { systemClock } from '../clock.ts'
import { straightCourse } from '../fixtures/course.ts'
import { emptyBus } from '../fixtures/empty-ports.ts'
import { createLogger } from '../observe/logger.ts'
import { Replica } from '../replica/replica.ts'
import type { Recording } from './recording.ts'

/** A gateway's replica of a recorded race on a bus that carries nothing but what `next` plays. */
export function recordedRace({ snapshot, frames }: Recording) {
  let listener: BusListener | null = null
  const bus: Bus = {
    ...emptyBus,
    subscribe(_runId, listening) {
      listener = listening
      return () => {}
    },
  }
  const race = new Replica({
    info: snapshot.race,
    line: new CourseLine(straightCourse),
    bus,
    clock: systemClock,
    log: createLogger('silent'),
  })
  listener!.published(snapshot)
  let played = 0
  return {
    race,
    bus,
    /** Plays the next second; throws at the end of the recording. */
    next(): void {
      const frame = frames[played++]
      if (!frame) throw new Error(`the recording has ${frames.length} s`)
      listener!.published(frame)
    },
  }
}
