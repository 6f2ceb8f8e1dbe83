import type { Course, LonLat } from '@racecast/courses'
import type { Feature, FeatureCollection } from 'geojson'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { courseMarks } from './course-marks.ts'
import { courseEdge } from './course-width.ts'
import { flagsOf } from './flags.ts'
import { boxOf, gridOf } from './grid.ts'
import type { MapTheme } from './theme.ts'

/** The blank paper: nothing of it is fetched. Fence below the course, marks above it, dots above all. */
export function styleOf(course: Course, theme: MapTheme): StyleSpecification {
  return {
    version: 8,
    sources: {
      grid: { type: 'geojson', data: gridOf(boxOf(course.line)).lines, tolerance: 0 },
      course: { type: 'geojson', data: courseFeatures(course), tolerance: 0.05, buffer: 64 },
      spot: { type: 'geojson', data: spotFeatures(null) },
    },
    layers: layersOf(theme),
  }
}

const byZoom = (small: number, large: number) =>
  ['interpolate', ['linear'], ['zoom'], 11, small, 15, (small + large) / 2, 18, large] as never

/** The layers of what stands upright on the map. */
export const signLayers = ['waypoints', 'marks', 'flags', 'spot'] as const

export function layersOf(theme: MapTheme): LayerSpecification[] {
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  const course = ['==', ['get', 'role'], 'course'] as never
  const fence = ['==', ['get', 'role'], 'fence'] as never
  const isLeft = ['==', ['get', 'side'], 'left'] as never
  return [
    { id: 'paper', type: 'background', paint: { 'background-color': theme.paper } },
    {
      id: 'grid',
      type: 'line',
      source: 'grid',
      paint: {
        'line-color': ['case', ['get', 'strong'], theme.gridStrong, theme.grid],
        'line-width': ['case', ['get', 'strong'], 1.25, 1],
      },
    },
    {
      id: 'fence',
      type: 'fill',
      source: 'course',
      filter: fence,
      paint: { 'fill-color': theme.fence, 'fill-opacity': 0.75 },
    },
    {
      id: 'fence-line',
      type: 'line',
      source: 'course',
      filter: fence,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': theme.fenceLine, 'line-width': 1.4, 'line-dasharray': [3, 2.5] },
    },
    {
      id: 'course-edge',
      type: 'line',
      source: 'course',
      filter: course,
      layout: round,
      paint: { 'line-color': theme.courseEdge, 'line-width': byZoom(...courseEdge) },
    },
    {
      id: 'course',
      type: 'line',
      source: 'course',
      filter: course,
      layout: round,
      paint: { 'line-color': theme.course, 'line-width': byZoom(3.6, 14) },
    },
    {
      id: 'course-arrows',
      type: 'symbol',
      source: 'course',
      filter: course,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 90,
        'icon-image': 'race-arrow',
        'icon-size': ['interpolate', ['linear'], ['zoom'], 12, 0.6, 16, 1],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: 'waypoints',
      type: 'symbol',
      source: 'course',
      minzoom: 12.5,
      filter: ['==', ['get', 'role'], 'waypoint'],
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-anchor': 'bottom',
        'icon-offset': [0, 1],
        'icon-padding': 2,
      },
    },
    {
      id: 'marks',
      type: 'symbol',
      source: 'course',
      filter: ['==', ['get', 'role'], 'mark'],
      layout: { 'icon-image': ['get', 'icon'], 'symbol-sort-key': ['get', 'order'], 'icon-padding': 4 },
    },
    {
      id: 'flags',
      type: 'symbol',
      source: 'course',
      filter: ['==', ['get', 'role'], 'flag'],
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-anchor': ['case', isLeft, 'bottom-right', 'bottom-left'],
        'icon-offset': ['case', isLeft, ['literal', [3, 2]], ['literal', [-3, 2]]],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: 'spot',
      type: 'symbol',
      source: 'spot',
      layout: {
        'icon-image': 'race-spot',
        'icon-anchor': 'bottom',
        'icon-offset': [0, 3],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
  ]
}

/** @param everyCm what it is marked by: a kilometre or a mile */
export function courseFeatures(course: Course, everyCm?: number): FeatureCollection {
  const features: Feature[] = [
    feature('course', { type: 'LineString', coordinates: course.line as [number, number][] }),
  ]
  if (course.fence) {
    features.unshift(feature('fence', { type: 'Polygon', coordinates: [course.fence as [number, number][]] }))
  }
  for (const mark of courseMarks(course, everyCm)) {
    // Where there is no room for all of them, the tens stay, then the fives.
    const order = mark.n % 10 === 0 ? 0 : mark.n % 5 === 0 ? 1 : 2
    features.push(
      feature('mark', { type: 'Point', coordinates: [...mark.at] }, { icon: `race-mark-${mark.n}`, order }),
    )
  }
  for (const [i, { at }] of (course.waypoints ?? []).entries()) {
    features.push(
      feature('waypoint', { type: 'Point', coordinates: [...at] }, { icon: `race-waypoint-${i}` }),
    )
  }
  for (const { kind, at, side } of flagsOf(course)) {
    features.push(feature('flag', { type: 'Point', coordinates: [...at] }, { icon: `race-${kind}`, side }))
  }
  return { type: 'FeatureCollection', features }
}

/** The viewer's own place, if there is one. */
export function spotFeatures(place: LonLat | null): FeatureCollection {
  const features = place ? [feature('spot', { type: 'Point', coordinates: [...place] })] : []
  return { type: 'FeatureCollection', features }
}

function feature(role: string, geometry: Feature['geometry'], more: object = {}): Feature {
  return { type: 'Feature', properties: { role, ...more }, geometry }
}
