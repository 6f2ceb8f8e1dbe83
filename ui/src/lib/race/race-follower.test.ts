import { type Delta, RaceState } from '@racecast/gateway/protocol'
import { FakeSocket, VirtualTime } from '@racecast/gateway/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { cornerCourse } from '../testing/corner-course.ts'
import { raceInfo, snapshot } from '../testing/race.ts'
import type { Picture } from './picture.ts'
import { RaceFollower } from './race-follower.ts'

describe('following a race', () => {
  let time: VirtualTime
  let sockets: FakeSocket[]
  let pictures: Picture[]
  let follower: RaceFollower
  let server: RaceState
  let gun: number

  beforeEach(() => {
    time = new VirtualTime()
    sockets = []
    pictures = []
    gun = time.ms - 10_300
    const race = raceInfo({ startTime: gun })
    server = new RaceState(snapshot({ race, positions: [[1, 4000, 10_000, 4000, 4000, 0]] }))
    follower = new RaceFollower({
      course: cornerCourse,
      race: 'corner',
      url: 'ws://host/feed',
      onPicture: (picture) => pictures.push(picture),
      onStatus: () => {},
      onReplaced: () => {},
      feed: {
        connect: () => {
          const socket = new FakeSocket()
          sockets.push(socket)
          return socket
        },
        now: time.now,
        random: () => 0.5,
        schedule: time.schedule,
      },
    })
    sockets[0]!.welcome(time.ms)
    sockets[0]!.say({ ...server.snapshot('subscribed'), hash: server.entities.hash })
  })

  it('has a picture with the snapshot, then one at each whole second of race time, two seconds behind', () => {
    expect(pictures.map((picture) => picture.raceMs)).toEqual([8300])
    time.pass(2700)
    expect(pictures.map((picture) => picture.raceMs)).toEqual([8300, 9000, 10_000, 11_000])
    expect(pictures.at(-1)!.wallMs).toBe(gun + 11_000)
  })

  it('shows what has arrived only when its moment has come', () => {
    const finish = { n: 1, kind: 'finish' as const, t: 10_500, id: 1 }
    const delta: Delta = {
      type: 'delta',
      epoch: 1,
      seq: 1,
      hash: 0,
      lag: server.lag,
      positions: [[1, 20_000, 10_500, 4000, 4000, 4]],
      log: [finish],
    }
    server.apply(delta)
    sockets[0]!.say({ ...delta, hash: server.entities.hash })
    time.pass(1700)
    expect(pictures.at(-1)!.raceMs).toBe(10_000)
    expect(pictures.at(-1)!.finishers).toEqual([])
    time.pass(1000)
    expect(pictures.at(-1)!.finishers.map(({ at }) => at)).toEqual([10_500])
  })

  it('stands at the moment at which it is held, and is in the present when it is let go', () => {
    follower.clock.frozenAt = gun + 9500
    follower.tick()
    time.pass(5000)
    expect(pictures.at(-1)!.raceMs).toBe(9500)
    follower.clock.frozenAt = null
    follower.tick()
    expect(pictures.at(-1)!.raceMs).toBe(13_300)
  })

  it('goes on ticking while the connection is away, so that the age can be told', () => {
    const before = pictures.length
    sockets[0]!.drop()
    time.pass(3000)
    expect(pictures.length).toBe(before + 3)
  })

  it('says nothing more once it is closed', () => {
    follower.close()
    const before = pictures.length
    time.pass(10_000)
    expect(pictures.length).toBe(before)
  })
})
