import { describe, expect, it } from 'vitest'
import { waitsFor } from './waits-for.ts'

describe('a screen without anything to show', () => {
  it('waits, and says what is wrong with its address where something is', () => {
    expect(waitsFor(null, 'city')).toEqual({ text: 'Waiting for the race', remedy: '' })
    expect(waitsFor({ kind: 'unreachable', message: 'fetch failed' }, 'city')).toEqual({
      text: 'Waiting for the server',
      remedy: '',
    })
    expect(waitsFor({ kind: 'refused', message: 'The key has expired.' }, 'city').remedy).toBe(
      'The key has expired.',
    )
  })

  it('says how long the picture is held back where the address wants that', () => {
    expect(waitsFor(null, 'city', 20_000).remedy).toBe('Held back by 20 s: the picture comes after that.')
  })

  it('says of a race that has become private that it has, and what its address wants', () => {
    expect(waitsFor({ kind: 'private', message: '' }, 'city')).toEqual({
      text: 'This race has become private',
      remedy: 'A private race wants ?key= in this address.',
    })
  })

  it('says of an address without a race that there is none, what may be wrong with it, and that it asks again', () => {
    const { text, remedy } = waitsFor({ kind: 'unknown', message: 'not found' }, 'city')
    expect(text).toBe('There is no race here')
    expect(remedy).toMatch(/“city”.*\?key=.*goes on trying/)
  })
})
