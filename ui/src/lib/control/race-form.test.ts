import { describe, expect, it } from 'vitest'
import { bodyOf, createLabel, emptyForm, problemsOf } from './race-form.ts'

const formWith = (numbers: Record<string, string>) => {
  const form = emptyForm('crystal')
  return { ...form, numbers: { ...form.numbers, ...numbers } }
}

const now = new Date(2026, 4, 2, 9, 0, 0).getTime()

describe('the form for a race', () => {
  it('can be sent as it is once a course is chosen', () => {
    expect(problemsOf(emptyForm('crystal'), now)).toEqual({})
    expect(problemsOf(emptyForm(), now)).toHaveProperty('course')
  })

  it('says what is wrong beside each field', () => {
    const problems = problemsOf(
      formWith({ competitors: '1.5', fastest: '59', stoppingRatio: 'ten', maxPause: '', waves: '51' }),
      now,
    )
    expect(problems).toEqual({
      competitors: 'A whole number is needed.',
      fastest: 'Between 60 and 1,800.',
      stoppingRatio: 'A number is needed.',
      maxPause: 'A number is needed.',
      waves: 'Between 1 and 50.',
    })
  })

  it('says beside the start that it has passed', () => {
    const startingAt = (startTime: string) => problemsOf({ ...emptyForm('crystal'), startTime }, now)
    expect(startingAt('2026-05-02T09:00:01')).toEqual({})
    expect(startingAt('2026-05-02T09:00:00')).toEqual({
      startTime: 'That has passed. Leave it empty to start now.',
    })
  })

  it('notices a pair that is the wrong way round', () => {
    expect(problemsOf(formWith({ fastest: '400', slowest: '300' }), now)).toHaveProperty('slowest')
    expect(problemsOf(formWith({ minPause: '30', maxPause: '20' }), now)).toHaveProperty('maxPause')
  })

  it('refuses an address that could not be printed', () => {
    for (const slug of ['-a', 'a-', 'Monday', 'a b', 'x'.repeat(65)]) {
      expect(problemsOf({ ...emptyForm('crystal'), slug }, now)).toHaveProperty('slug')
    }
    expect(problemsOf({ ...emptyForm('crystal'), slug: 'spring-10k' }, now)).toEqual({})
  })

  it('lets nobody stop in a fence that a course has not', () => {
    expect(bodyOf(emptyForm('gridiron'), { fence: null })).toMatchObject({ stoppingRatio: 0 })
  })

  it('says on its button when the gun goes: at once where no start is given', () => {
    expect(createLabel('', now)).toBe('Create and start now')
    expect(createLabel('2026-05-02T10:00:00', now)).toBe('Create, starts at 10:00:00')
    expect(createLabel('2026-05-03T10:00:00', now)).toBe('Create, starts at 10:00:00 on 3 May')
  })

  it('makes a race for everybody unless it is to be private', () => {
    expect(bodyOf(emptyForm('crystal'))).not.toHaveProperty('visibility')
    expect(bodyOf({ ...emptyForm('crystal'), visibility: 'private' })).toMatchObject({
      visibility: 'private',
    })
  })

  it('sends numbers as numbers and leaves out what is empty', () => {
    const body = bodyOf(emptyForm('crystal'))
    expect(body).toMatchObject({ course: 'crystal', competitors: 100, fastest: 144, stoppingRatio: 0.1 })
    expect(body).not.toHaveProperty('name')
    expect(body).not.toHaveProperty('startTime')
    const listed = { ...emptyForm('crystal'), startList: 'bib,name\n1,A' }
    expect(bodyOf(listed)).not.toHaveProperty('competitors')
    expect(bodyOf(listed, null, { waves: [] })).toHaveProperty('waves')
    expect(bodyOf(listed, null, { waves: ['A', 'B'] })).not.toHaveProperty('waves')
  })
})
