export const diagram = {
  covered: '{who} hat nach {time} {distance} zurückgelegt.',
  expected: 'Im Ziel erwartet nach {time}, plus oder minus {span}.',
  finished: '{who} war nach {time} im Ziel.',
  moment: 'Der gezeigte Moment',
  nobody: 'Wem du folgst, bekommt hier eine Linie.',
  passed: 'An deiner Stelle vorbei nach {time}.',
  title: 'Strecke nach Zeit',
  unknown: 'Wo {who} ist, ist nicht bekannt.',
} as const
