import { VirtualTime } from '@racecast/gateway/testing'
import { describe, expect, it } from 'vitest'
import { AddressMoment } from './address-moment.ts'

function given() {
  const time = new VirtualTime()
  const saved: (string | null)[] = []
  const moment = new AddressMoment((at) => saved.push(at), time.now, time.schedule)
  return { time, saved, moment }
}

describe('the moment in the address', () => {
  it('is written at once, then once a second at most, the last one in the end', () => {
    const { time, saved, moment } = given()
    for (let s = 300; s > 280; s--) {
      moment.note(s * 1000)
      time.pass(100)
    }
    time.pass(2000)
    expect(saved).toEqual(['0:05:00', '0:04:51', '0:04:41'])
    moment.note(281_300)
    time.pass(2000)
    expect(saved).toHaveLength(3)
  })

  it('goes with the way back to the present, and with all that was still to be written', () => {
    const { time, saved, moment } = given()
    moment.note(300_000)
    moment.note(200_000)
    moment.note(null)
    time.pass(5000)
    expect(saved).toEqual(['0:05:00', null])
  })

  it('stays as it was opened until it is shown', () => {
    const { time, saved, moment } = given()
    moment.note(null)
    time.pass(5000)
    expect(saved).toEqual([])
  })

  it('is not written for a page that is left', () => {
    const { time, saved, moment } = given()
    moment.note(300_000)
    moment.note(200_000)
    moment.close()
    time.pass(5000)
    expect(saved).toEqual(['0:05:00'])
  })
})
