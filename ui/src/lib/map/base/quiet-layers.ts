import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { MapTheme } from '../theme.ts'
import { prefix } from './base.ts'

/** Protomaps calls it kind, OpenMapTiles class. */
const kind: ExpressionSpecification = ['coalesce', ['get', 'kind'], ['get', 'class'], '']
const among = (...kinds: string[]): ExpressionSpecification => ['in', kind, ['literal', kinds]]
const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']

const greens = among(
  ...['park', 'national_park', 'nature_reserve', 'forest', 'wood', 'grass', 'grassland', 'meadow', 'garden'],
  ...[
    'golf_course',
    'cemetery',
    'recreation_ground',
    'village_green',
    'pitch',
    'playground',
    'scrub',
    'farmland',
  ],
)
const large = among('highway', 'major_road', 'motorway', 'trunk', 'primary', 'secondary')
const paths = among('path', 'footway', 'track', 'pedestrian', 'cycleway', 'steps')
const rails = among('rail', 'transit', 'ferry', 'aerialway')

const width = (far: number, near: number): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.6],
  ['zoom'],
  ...[11, far, 18, near],
]

type Draw = (layer: string, theme: MapTheme) => LayerSpecification[]
const from = (layer: string, name: string) => ({
  id: `${prefix}${layer}-${name}`,
  source: `${prefix}tiles`,
  'source-layer': layer,
})

const green: Draw = (layer, { green }) => [
  { ...from(layer, 'green'), type: 'fill', filter: ['all', isArea, greens], paint: { 'fill-color': green } },
]
const park: Draw = (layer, { green }) => [
  { ...from(layer, 'green'), type: 'fill', filter: isArea, paint: { 'fill-color': green } },
]
const water: Draw = (layer, { water }) => [
  { ...from(layer, 'area'), type: 'fill', filter: isArea, paint: { 'fill-color': water } },
  {
    ...from(layer, 'line'),
    type: 'line',
    filter: isLine,
    paint: { 'line-color': water, 'line-width': width(0.6, 5) },
  },
]
const building: Draw = (layer, { building }) => [
  {
    ...from(layer, 'area'),
    type: 'fill',
    filter: isArea,
    minzoom: 14,
    paint: { 'fill-color': building },
  },
]
const road: Draw = (layer, { road }) => [
  {
    ...from(layer, 'path'),
    type: 'line',
    filter: ['all', isLine, paths],
    minzoom: 13,
    paint: { 'line-color': road, 'line-width': width(0.4, 2.4), 'line-dasharray': [2.5, 1.5] },
  },
  {
    ...from(layer, 'small'),
    type: 'line',
    filter: ['all', isLine, ['!', large], ['!', paths], ['!', rails]],
    minzoom: 12,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': road, 'line-width': width(0.5, 13) },
  },
  {
    ...from(layer, 'large'),
    type: 'line',
    filter: ['all', isLine, large],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': road, 'line-width': width(1.2, 20) },
  },
]

/** By the names of Protomaps and OpenMapTiles, from below to above. */
const drawn: readonly [layers: readonly string[], draw: Draw][] = [
  [['landcover', 'landuse', 'natural'], green],
  [['park'], park],
  [['water', 'waterway', 'physical_line'], water],
  [['buildings', 'building'], building],
  [['roads', 'transportation'], road],
]

/** Roads, water, parks and houses of vector tiles, as quiet as paper: only what is in `present` is drawn. */
export function quietLayers(present: readonly string[], theme: MapTheme): LayerSpecification[] {
  return drawn.flatMap(([layers, draw]) =>
    layers.filter((layer) => present.includes(layer)).flatMap((layer) => draw(layer, theme)),
  )
}
