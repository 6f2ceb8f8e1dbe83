import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EventSink, LeaseState, ProducerLease } from '../ports/index.ts'
import { type Adapters, eventually } from './adapters.ts'

const LEASE_TEST_MS = 90_000
const held = expect.objectContaining({ name: 'held' })
const elsewhere = { name: 'elsewhere' }

function open(adapters: Adapters): { sink: EventSink; lease: ProducerLease } {
  const sink = adapters.reopenSink()
  onTestFinished(() => sink.close())
  return { sink, lease: sink.lease() }
}

/** Another process that asks for the lease. */
function otherProducer({ eventsUrl }: Adapters) {
  const child = fork(new URL('../testing/lease-holder.ts', import.meta.url), [eventsUrl])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return {
    child,
    async state(): Promise<LeaseState> {
      child.send('state')
      const [state] = (await once(child, 'message')) as [LeaseState]
      return state
    },
  }
}

async function end(child: ChildProcess, by: () => void): Promise<void> {
  const ended = once(child, 'exit')
  by()
  await ended
}

/** Who may produce. No other test of the place may ask for its lease at the same time. */
export function describeLeases(adapters: Adapters): void {
  describe("the producer's lease", { timeout: LEASE_TEST_MS }, () => {
    it('is held by the first that asks, and refused to the second', async () => {
      const first = open(adapters)
      await first.lease.asked()
      await eventually(() => expect(first.lease.state()).toEqual(held))
      const second = open(adapters)
      await second.lease.asked()
      expect(second.lease.state()).toEqual(elsewhere)
      expect(first.lease.state()).toEqual(held)
      expect(first.sink.lease()).toBe(first.lease)
    })

    it('stays with its holder, in one term, while others come and go', async () => {
      const { lease } = open(adapters)
      await eventually(() => expect(lease.state()).toEqual(held))
      const before = lease.state()
      const changes: LeaseState[] = []
      lease.onChange(() => changes.push(lease.state()))
      for (let n = 0; n < 2; n++) {
        const other = adapters.reopenSink()
        await other.lease().asked()
        expect(other.lease().state()).toEqual(elsewhere)
        await other.close()
      }
      expect(lease.state()).toEqual(before)
      expect(changes).toEqual([])
    })

    it('goes to one that waits when its holder closes, which hears of it', async () => {
      const first = open(adapters)
      await eventually(() => expect(first.lease.state()).toEqual(held))
      const second = open(adapters)
      await second.lease.asked()
      const heard: string[] = []
      second.lease.onChange(() => heard.push(second.lease.state().name))
      await first.sink.close()
      expect(first.lease.state()).not.toEqual(held)
      await eventually(() => expect(heard).toEqual(['held']))
      expect(second.lease.state()).toEqual(held)
    })

    it('goes to one that waits when the process of its holder is killed', async () => {
      const { child, state } = otherProducer(adapters)
      await eventually(async () => expect(await state()).toEqual(held))
      const { lease } = open(adapters)
      await lease.asked()
      expect(lease.state()).toEqual(elsewhere)
      await end(child, () => child.kill('SIGKILL'))
      await eventually(() => expect(lease.state()).toEqual(held))
    })

    it('goes to one that waits when the process of its holder ends in order', async () => {
      const { child, state } = otherProducer(adapters)
      await eventually(async () => expect(await state()).toEqual(held))
      const { lease } = open(adapters)
      await lease.asked()
      await end(child, () => child.send('close'))
      await eventually(() => expect(lease.state()).toEqual(held))
    })

    it('never has two holders: whose process is stopped keeps it, or has lost it when that goes on', async () => {
      const { child, state } = otherProducer(adapters)
      await eventually(async () => expect(await state()).toEqual(held))
      const { lease } = open(adapters)
      await lease.asked()
      expect(lease.state()).toEqual(elsewhere)
      child.kill('SIGSTOP')
      if (adapters.stoppedKeepsLease) {
        const third = open(adapters)
        await third.lease.asked()
        expect([lease.state(), third.lease.state()]).toEqual([elsewhere, elsewhere])
        child.kill('SIGCONT')
        expect(await state()).toEqual(held)
        return
      }
      await eventually(() => expect(lease.state()).toEqual(held))
      // Asked before it goes on, so that this is the first thing that it finds.
      const first = state()
      child.kill('SIGCONT')
      expect(await first).not.toEqual(held)
      await eventually(async () => expect(await state()).toEqual(elsewhere))
      expect(lease.state()).toEqual(held)
    })
  })
}
