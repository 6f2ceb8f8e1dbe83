import { TickFollower } from '@racecast/gateway/testing'
import { now } from '../lag/viewer.ts'
import { quantile } from '../measure.ts'

// tick-crowd.ts RACE COUNT: followers of a race (its address below /api/races) by its ticks as files, each with a state of its
// own that it checks by the hash after every tick. It says `ready` when all have begun, and what it has seen when asked.

const [race = '', count = '1'] = process.argv.slice(2)
let late: number[] = []
const followers: TickFollower[] = []

for (let i = 0; i < Number(count); i += 50) {
  for (let k = i; k < Math.min(i + 50, Number(count)); k++)
    followers.push(new TickFollower(race, ({ lag }) => late.push(now() - lag.sentAt)))
  while (followers.some(({ state }) => !state)) await new Promise((done) => setTimeout(done, 20))
}

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if (message === 'reset') late = []
  else {
    const begun = followers.reduce((sum, follower) => sum + follower.begun - 1, 0)
    process.send!({
      ...{ p50: quantile(late, 0.5), p99: quantile(late, 0.99) },
      ...{ received: late.length, without: 0, failures: begun },
    })
  }
})
process.send!('ready')
