export const diagram = {
  covered: '{who} hat nach {time} {distance} zurückgelegt.',
  expected: 'Im Ziel erwartet nach {time}, plus oder minus {span}.',
  finished: '{who} war nach {time} im Ziel.',
  moment: 'Der gezeigte Moment',
  nobody: 'Folgen Sie jemandem, und hier steht eine Linie.',
  passed: 'An Ihrem Standort vorbei nach {time}.',
  title: 'Strecke nach Zeit',
  unknown: 'Wo {who} ist, ist nicht bekannt.',
} as const
