import { describe, expect, it } from 'vitest'
import { parseWish, pastTheEnd } from './parameters.ts'

const parse = (query: string) => parseWish(new URLSearchParams(query))

describe('the address of a screen', () => {
  it('asks for nothing where nothing stands', () => {
    expect(parse('')).toEqual({
      ...{ scene: null, transparent: false, theme: null, delayMs: 0, rows: null, bibs: [], atCm: null },
      complaints: [],
    })
  })

  it('asks for a scene, how it looks and what it is about', () => {
    const query =
      'scene=lower-third&bg=transparent&theme=dark&delay=5000&rows=8&bib=12,F3&km=7.5&key=abc&lang=de-AT'
    expect(parse(query)).toEqual({
      ...{ scene: 'lower-third', transparent: true, theme: 'dark', delayMs: 5000, rows: 8 },
      ...{ bibs: ['12', 'F3'], atCm: 750_000, complaints: [] },
    })
  })

  it.each([
    ['scene=towr', 'scene', 'towr', /^map, tower, clock/],
    ['bg=black', 'bg', 'black', /^transparent$/],
    ['theme=night', 'theme', 'night', /^light, dark$/],
    ['delay=5s', 'delay', '5s', /^0–120000$/],
    ['delay=120001', 'delay', '120001', /^0–120000$/],
    ['delay=1700', 'delay', '1700', /^2000$/],
    ['rows=0', 'rows', '0', /^1–20$/],
    ['rows=2.5', 'rows', '2.5', /^1–20$/],
    ['km=0', 'km', '0', /^0\.1–1000$/],
    ['km=7km', 'km', '7km', /^0\.1–1000$/],
    ['lang=klingon', 'lang', 'klingon', /^en, de, ar$/],
    ['scene=gap&bib=12', 'bib', '12', /^12,34$/],
    ['scene=gap&bib=1,2,3', 'bib', '1,2,3', /^12,34$/],
  ])('that says %s is told so, and what may be said', (query, name, value, allowed) => {
    expect(parse(query).complaints).toEqual([{ name, value, allowed: expect.stringMatching(allowed) }])
  })

  it('that has a name that nobody knows is told so, and the rest counts', () => {
    const wish = parse('scen=map&rows=5')
    expect(wish.complaints).toEqual([{ name: 'scen', value: 'map', allowed: null }])
    expect(wish.rows).toBe(5)
  })

  it('asks for arrivals on the course, and is told where that ends', () => {
    expect(pastTheEnd(parse('km=4.9'), 500_000)).toEqual([])
    expect(pastTheEnd(parse(''), 500_000)).toEqual([])
    for (const lengthCm of [500_000, 497_300])
      expect(pastTheEnd(parse('km=5'), lengthCm)).toEqual([{ name: 'km', value: '5', allowed: '0.1–4.9' }])
  })

  it('holds back whole seconds, as the feed does', () => {
    expect(parse('delay=1700').delayMs).toBe(2000)
    expect(parse('delay=0').delayMs).toBe(0)
  })
})
