import { Ages } from './ages.ts'

// feed-crowd.ts GATEWAY,GATEWAY RUN_ID COUNT: viewers of a race over /feed, shared out among the gateways, that read
// what comes and answer pings. It says `ready` when all have their snapshot, and what it has seen when asked.

const [gateways = '', race = '', count = '1'] = process.argv.slice(2)
const urls = gateways.split(',').map((url) => `${url.replace('http', 'ws')}/feed`)
const ages = new Ages(Number(count))
let deltas = 0

const measured = /"measuredAt":(\d+)/

function follow(index: number): Promise<void> {
  const socket = new WebSocket(urls[index % urls.length]!, ['racecast.v1.json'])
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.onmessage = ({ data }) => {
    const text = String(data)
    // The heads are enough: a thousand viewers that parse would be measured, not the server.
    const head = text.slice(0, 300)
    if (head.startsWith('{"type":"welcome"')) socket.send(JSON.stringify({ type: 'subscribe', race }))
    else if (head.startsWith('{"type":"ping"')) {
      socket.send(JSON.stringify({ type: 'pong', seq: JSON.parse(text).seq }))
    } else if (head.startsWith('{"type":"snapshot"')) resolve()
    else if (head.startsWith('{"type":"delta"')) {
      deltas++
      const [, at] = measured.exec(head) ?? []
      if (at) ages.newest[index] = Number(at)
    }
  }
  socket.onclose = ({ code }) => reject(new Error(`viewer ${index} was closed with ${code}`))
  return promise
}

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if (message === 'reset') {
    ages.reset()
    deltas = 0
  } else process.send!({ ...ages.read(), received: deltas })
})
for (let i = 0; i < Number(count); i += 100) {
  await Promise.all(Array.from({ length: Math.min(100, Number(count) - i) }, (_, k) => follow(i + k)))
}
process.send!('ready')
