import type { AttentionKind, CompetitorState } from '@racecast/gateway/protocol'

/** What a state is called at the desk. */
export const stateWords: Readonly<Record<CompetitorState, string>> = {
  running: 'running',
  inFence: 'in fence',
  stopped: 'stopped',
  offCourse: 'off course',
  noFix: 'no fix',
  waiting: 'not started',
  finished: 'finished',
  DNS: 'DNS',
  DNF: 'DNF',
  DSQ: 'DSQ',
}

/** Why somebody needs a person, and what to do about it. */
export const needWords: Readonly<Record<AttentionKind, { title: string; todo: string }>> = {
  lost: { title: 'Lost', todo: 'No fix: ask the marshals ahead of the last place.' },
  offCourse: { title: 'Off the course', todo: 'Ask the nearest marshal.' },
  stopped: { title: 'Stands', todo: 'Ask the nearest marshal whether help is needed.' },
  overtaken: { title: 'Behind the sweep', todo: 'Picked up? Then mark DNF.' },
  notStarted: { title: 'Not started', todo: 'Not here? Then mark DNS.' },
}
