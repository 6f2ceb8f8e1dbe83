import type { StyleSpecification } from 'maplibre-gl'
import { describe, expect, it } from 'vitest'
import type { MapTheme } from '../theme.ts'
import { quietLayers } from './quiet-layers.ts'
import { baseOf, styleBase } from './style-base.ts'

const url = 'https://tiles.example/style.json'
const theme = { green: '#0f0', water: '#00f', road: '#fff', building: '#ccc' } as MapTheme

describe('a style from elsewhere', () => {
  const style: StyleSpecification = {
    version: 8,
    sources: { course: { type: 'vector', url: 'https://tiles.example/tiles.json' } },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': '#fff' } },
      { id: 'grid', type: 'line', source: 'course', 'source-layer': 'roads' },
    ],
  }

  it('is kept apart from what is ours, whatever its names are', () => {
    const base = baseOf(style, url)
    expect(Object.keys(base.sources)).toEqual(['base-course'])
    expect(base.layers(theme)).toMatchObject([
      { id: 'base-paper', type: 'background' },
      { id: 'base-grid', source: 'base-course', 'source-layer': 'roads' },
    ])
  })

  it('is refused where it is none, and where the server does', async () => {
    expect(() => baseOf({ hello: 1 } as never, url)).toThrow(`the map style ${url} is not a style`)
    const answer = async () => new Response('gone', { status: 410 })
    await expect(styleBase(url, answer)).rejects.toThrow('answered by 410')
  })
})

describe('tiles in our own style', () => {
  const names = (present: string[]) => quietLayers(present, theme).map(({ id }) => id)

  it('are drawn as far as they are there, from below to above', () => {
    expect(names(['roads', 'water', 'landuse', 'pois'])).toEqual([
      'base-landuse-green',
      'base-water-area',
      'base-water-line',
      'base-roads-path',
      'base-roads-small',
      'base-roads-large',
    ])
    expect(names(['transportation', 'building', 'park'])[0]).toBe('base-park-green')
    expect(names([])).toEqual([])
  })
})
