/** The list alone, for a bad line. */
export const light = {
  alone: 'Light view: the list alone.',
  is: 'Light view: the list alone. Positions come every {seconds} s and are estimated in between.',
  leave: 'Show the map',
  show: 'Light view, without the map',
} as const
