/** The diagram of distance by time. */
export const diagram = {
  covered: '{who} has covered {distance} after {time}.',
  expected: 'Expected at the finish at {time}, give or take {span}.',
  finished: '{who} has finished after {time}.',
  moment: 'The moment shown',
  nobody: 'Follow somebody, and a line stands here.',
  passed: 'Passed your spot at {time}.',
  title: 'Distance by time',
  unknown: 'It is not known where {who} is.',
} as const
