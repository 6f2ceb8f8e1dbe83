/** What the page tells of the race in sentences, for those who hear it. */
export const narration = {
  back: 'There is a signal from {who} again.',
  down: '{who} drops to position {position}.',
  finished: '{who} has finished in {time}, position {position}.',
  leads: '{who} leads at {distance}.',
  lost: 'No signal from {who} for {age}.',
  official: 'The results are official.',
  out: '{who} is out of the race.',
  over: 'The race is over.',
  paused: 'The race is paused.',
  split: '{who} passes {distance} after {time}, position {position}.',
  spot: '{who} passes your spot after {time}.',
  started: 'The race has started.',
  stopped: 'The race has been stopped.',
  up: '{who} moves up to position {position}.',
  won: '{who} is the first to finish, in {time}.',
} as const
