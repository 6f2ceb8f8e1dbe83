import { describe, expect, it, onTestFinished } from 'vitest'
import { Problem } from '../problems.ts'
import { fieldOf, newRace, type RaceOrder } from '../race/creation.ts'
import { checkRequest } from '../race/request.ts'
import { track } from '../testing/courses.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { checkedList } from './checked-list.ts'
import { previewOf } from './preview.ts'
import { createPreviewThread, MOST_WAITING } from './preview-thread.ts'

const listOf = (rows: number) =>
  `bib,name\n${Array.from({ length: rows }, (_, i) => `${i + 1},Runner ${i + 1}`).join('\n')}`

function previews() {
  const thread = createPreviewThread()
  onTestFinished(() => thread.close())
  return thread
}

function order(given: object): RaceOrder {
  const request = checkRequest({ course: 'track-400', seed: 7, ...given })
  return { request, course: track, slug: 'seen-before', now: fakeClock().now() }
}

describe('a preview in a thread of its own', { timeout: 60_000 }, () => {
  it('says what one here says, and leaves this thread free meanwhile', async () => {
    const asked = order({ startList: listOf(5000), dnfRatio: 0.2, waves: 3 })
    let turns = 0
    const turn = setInterval(() => turns++, 1)
    const seen = await previews().preview(asked)
    clearInterval(turn)
    const here = newRace({ ...asked, clock: fakeClock(), backlogMs: 0 })
    expect(seen).toEqual(previewOf(here, track.lengthCm))
    expect([seen.competitors, seen.slug]).toEqual([5000, 'seen-before'])
    expect(turns).toBeGreaterThan(0)
  })

  it('reads a start list as one here does', async () => {
    const csv = 'bib,name,role\n1,Ann,\n1,Bob,jester\n'
    expect(await previews().startList(csv)).toEqual(checkedList(csv))
  })

  it('reads who is in a race as making it here does, in more than one part', async () => {
    const asked = order({ startList: listOf(9001), dnfRatio: 0.2, waves: 3 })
    expect(await previews().field(asked)).toEqual(fieldOf(asked))
  })

  it('says of a race that is made what is wrong with its start list, and has the next', async () => {
    const thread = previews()
    await expect(thread.field(order({ startList: 'bib,name\n1,\n' }))).rejects.toBeInstanceOf(Problem)
    expect((await thread.field(order({ startList: listOf(3) }))).drafts).toHaveLength(3)
  })

  it('is refused in the words of who makes races', async () => {
    const wrong = previews().preview(order({ startList: 'bib,name\n1,Ann\n1,Bob\n' }))
    await expect(wrong).rejects.toBeInstanceOf(Problem)
    await expect(wrong).rejects.toMatchObject({
      ...{ code: 'invalid-start-list', status: 400 },
      errors: [{ field: 'bib', value: '1', row: 3 }],
    })
  })

  it('is refused while enough others wait, and taken again when they have been answered', async () => {
    const thread = previews()
    const taken = Array.from({ length: MOST_WAITING + 1 }, () => thread.startList(listOf(3)))
    await expect(thread.startList(listOf(3))).rejects.toMatchObject({ code: 'busy', status: 503 })
    expect((await Promise.all(taken)).map(({ rows }) => rows)).toEqual(taken.map(() => 3))
    expect(await thread.startList(listOf(2))).toMatchObject({ rows: 2 })
  })

  it('ends when the generator does, and what waits ends with it', async () => {
    const thread = createPreviewThread()
    const answers = Promise.allSettled([thread.preview(order({})), thread.startList(listOf(3))])
    await thread.close()
    const codes = (await answers).map((one) => one.status === 'rejected' && one.reason.code)
    expect(codes).toEqual(['not-ready', 'not-ready'])
    await expect(thread.startList('')).rejects.toMatchObject({ code: 'not-ready' })
  })
})
