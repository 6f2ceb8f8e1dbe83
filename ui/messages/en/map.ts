/** The map and its buttons. */
export const map = {
  needsWebGl: 'The map needs WebGL 2, which this browser does not offer. Everything else works without it.',
  of: 'Map of {course}',
  wholeCourse: 'Show the whole course',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
} as const
