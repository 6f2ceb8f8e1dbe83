import { type Delta, type MomentOfRace, Playout, RaceState } from '@racecast/gateway/protocol'
import { FakeSocket, VirtualTime } from '@racecast/gateway/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { cornerCourse } from '../testing/corner-course.ts'
import { raceInfo, snapshot } from '../testing/race.ts'
import type { Picture } from './picture.ts'
import { RaceFollower } from './race-follower.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('following a race', () => {
  let time: VirtualTime
  let sockets: FakeSocket[]
  let pictures: Picture[]
  let follower: RaceFollower
  let server: RaceState
  let gun: number
  let downs: (number | null)[]
  let seen: boolean
  let waited: number
  /** The past as it was recorded, by race ms, and what was asked for. */
  let recorded: Map<number, MomentOfRace>
  let loads: { raceMs: number; resolve(there: boolean): void }[]

  beforeEach(() => {
    time = new VirtualTime()
    sockets = []
    pictures = []
    downs = []
    seen = true
    waited = 0
    recorded = new Map()
    loads = []
    gun = time.ms - 10_300
    const race = raceInfo({ startTime: gun })
    server = new RaceState(snapshot({ race, positions: [[1, 4000, 10_000, 4000, 4000, 0]] }))
    follower = new RaceFollower({
      course: cornerCourse,
      race: 'corner',
      url: 'ws://host/feed',
      openRecording: async () => ({
        extent: { fromMs: 0, reachesMs: 1_000_000, complete: false },
        at: (raceMs) => recorded.get(Math.floor(raceMs)) ?? null,
        load: (raceMs) => new Promise((resolve) => loads.push({ raceMs, resolve })),
        close: () => {},
      }),
      onWaiting: () => waited++,
      onPicture: (picture) => pictures.push(picture),
      onStatus: () => {},
      onStoreDown: (since) => downs.push(since),
      onReplaced: () => {},
      isSeen: () => seen,
      feed: {
        connect: () => {
          const socket = new FakeSocket()
          sockets.push(socket)
          return socket
        },
        now: time.now,
        elapsed: time.elapsed,
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

  it('goes back to a moment once that is there, shows the last picture until then, and is live again at a touch', async () => {
    time.pass(60_000)
    const before = pictures.at(-1)!
    follower.rewind(5000)
    await settled()
    expect([waited, pictures.at(-1), loads.map(({ raceMs }) => raceMs)]).toEqual([1, before, [5000]])
    const state = new RaceState(snapshot({ race: server.race, positions: [[1, 2000, 5000, 4000, 4000, 0]] }))
    const playout = new Playout(20_000, 1000)
    playout.takeAll(state.entities)
    recorded.set(5000, { state, playout })
    loads[0]!.resolve(true)
    await settled()
    expect(pictures.at(-1)!.raceMs).toBe(5000)
    expect(pictures.at(-1)!.wallMs).toBe(gun + 5000)
    expect(pictures.at(-1)!.board[0]!.cm).toBe(2000)
    time.pass(3000)
    expect(pictures.at(-1)!.raceMs).toBe(5000)
    follower.live()
    expect(pictures.at(-1)!.raceMs).toBe(71_300)
  })

  it('has the last seconds itself, and plays them until it is live', () => {
    time.pass(10_000)
    follower.rewind(12_300, 4)
    expect(pictures.at(-1)!.raceMs).toBe(12_300)
    time.pass(1000)
    expect(pictures.at(-1)!.raceMs).toBe(16_000)
    expect(loads).toEqual([])
    expect(follower.clock.isLive).toBe(false)
    time.pass(2000)
    expect(follower.clock.isLive).toBe(true)
    expect(pictures.at(-1)!.raceMs).toBe(21_000)
  })

  it('has more than a minute itself of a field that is not large: until then the server has recorded it', () => {
    time.pass(90_000)
    follower.rewind(follower.clock.latestMs(server.race) - 75_000)
    expect(pictures.at(-1)!.raceMs).toBe(23_300)
    expect([waited, loads]).toEqual([0, []])
  })

  it('stands while what it plays is being fetched', async () => {
    time.pass(120_000)
    follower.rewind(5000, 10)
    time.pass(3000)
    expect(follower.raceMs()).toBe(5000)
    await settled()
    expect(loads).toHaveLength(1)
  })

  it('goes on ticking while the connection is away, so that the age can be told', () => {
    const before = pictures.length
    sockets[0]!.drop()
    time.pass(3000)
    expect(pictures.length).toBe(before + 3)
  })

  it('tells the server how old what it shows is, as long as somebody sees it', () => {
    const pong = () => {
      sockets[0]!.say({ type: 'ping', serverTime: time.ms, seq: 0 })
      return sockets[0]!.sentOf('pong').at(-1)
    }
    server.lag = { ...server.lag, measuredAt: gun + 10_000, publishedAt: gun + 10_005 }
    sockets[0]!.say({ ...server.snapshot('behind'), hash: server.entities.hash })
    expect(pong()).toEqual({ type: 'pong', seq: 0, shownMs: 2000 })
    time.pass(5000)
    expect(pong()).toEqual({ type: 'pong', seq: 0, shownMs: 5300 })
    seen = false
    expect(pong()).toEqual({ type: 'pong', seq: 0 })
  })

  it('hears that the store of the server is down', () => {
    sockets[0]!.say({ type: 'health', store: 'down', since: 77 })
    expect(downs).toEqual([77])
  })

  it('says nothing more once it is closed', () => {
    follower.close()
    const before = pictures.length
    time.pass(10_000)
    expect(pictures.length).toBe(before)
  })
})
