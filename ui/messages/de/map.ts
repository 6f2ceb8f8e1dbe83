export const map = {
  needsWebGl: 'Die Karte braucht WebGL 2, das dieser Browser nicht bietet. Alles andere geht auch ohne sie.',
  of: 'Karte von {course}',
  wholeCourse: 'Die ganze Strecke zeigen',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
}
