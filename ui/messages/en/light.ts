/** The list alone, for a bad line. */
export const light = {
  is: 'Light view: the list alone, anew every {seconds} s.',
  leave: 'Show the map',
  show: 'Light view, without the map',
} as const
