import type { SocketLike } from '@racecast/gateway/protocol'
import { expect, it, vi } from 'vitest'
import { connectFeed, type EarlyFeed } from './early-feed.ts'

const url = 'ws://racecast.example/feed'
const welcome = { type: 'welcome', protocol: 'racecast.v1.bin', serverTime: 5_000, heartbeatMs: 10_000 }

function shell({ readyState = 1, address = url } = {}) {
  const socket = { url: address, readyState, onmessage: null } as unknown as WebSocket
  const earlyFeed: EarlyFeed = { socket, heard: [{ data: JSON.stringify(welcome), at: Date.now() - 700 }] }
  return { earlyFeed }
}

/** What a page hears that connects now. */
async function heardBy(socket: SocketLike): Promise<unknown[]> {
  const heard: unknown[] = []
  socket.onmessage = ({ data }) => heard.push(data)
  await Promise.resolve()
  return heard
}

it('is what the shell has opened, and tells what that has heard, with the time as it is now', async () => {
  vi.useFakeTimers({ now: 100_000 })
  try {
    const opened = shell()
    const { socket } = opened.earlyFeed
    const taken = connectFeed(url, ['racecast.v1.bin'], opened)
    expect(taken).toBe(socket)
    expect((await heardBy(taken)).map((data) => JSON.parse(String(data)))).toEqual([
      { ...welcome, serverTime: 5_700 },
    ])
  } finally {
    vi.useRealTimers()
  }
})

it.each([
  ['closed', { readyState: 3 }],
  ['of another address', { address: 'ws://elsewhere.example/feed' }],
])('is a new connection where that is %s', (_, state) => {
  const opened = shell(state)
  const { socket } = opened.earlyFeed
  const anew = connectFeed('ws://127.0.0.1:9/feed', ['racecast.v1.bin'], opened)
  anew.onerror = () => {}
  anew.close()
  expect(anew).not.toBe(socket)
})

it('is taken over once', () => {
  const opened = shell()
  connectFeed(url, ['racecast.v1.bin'], opened)
  expect(opened).toEqual({})
})
