// Prints what happens in a race, a line for each entry of the log:
//
//     node examples/node/log.mjs ws://localhost:8080/feed test
//
// Outside of this repository the client is the package @racecast/client; a gateway has it at /feed/client.js.
import { FeedClient } from '@racecast/gateway/protocol'

const [url = 'ws://localhost:8080/feed', race = 'test', key] = process.argv.slice(2)
const feed = new FeedClient({ url, race, ...(key && { key }) })
process.once('SIGTERM', () => feed.close())
process.once('SIGINT', () => feed.close())

const clock = (ms) => new Date(Math.max(0, ms)).toISOString().slice(11, 19)

function sentence(entry, { roster, race: { name } }) {
  const one = roster.get(entry.id)
  const who = one ? `${one.bib} ${one.anonymous ? 'anonymous' : one.name}` : entry.id
  switch (entry.kind) {
    case 'split':
      return `${who} passes ${entry.km} km`
    case 'standing':
      return `${who}: ${entry.standing}`
    case 'status':
      return `${name}: ${entry.status}`
    case 'gap':
      return `nothing was recorded until ${clock(entry.to)}`
    case 'correction':
      return `${who}: the ${entry.of} of entry ${entry.takesBack} is taken back, ${entry.reason}`
    default:
      return `${who}: ${entry.kind}`
  }
}

try {
  for await (const update of feed) {
    if (update.type === 'status') console.error(update.status.state)
    if (update.type !== 'snapshot' && update.type !== 'delta') continue
    if (update.type === 'snapshot') console.log(`-- ${update.message.reason}`)
    for (const entry of update.message.log) console.log(`${clock(entry.t)}  ${sentence(entry, update.state)}`)
  }
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
