import { openSink } from '../adapters/index.ts'

// A producer in a process of its own, for tests that kill or stop it: asks for the lease of the sink at the address
// that is its argument, and answers each message with what it knows of it.

const sink = openSink(process.argv[2]!)
const lease = sink.lease()
process.on('message', async (order) => {
  if (order === 'state') process.send?.(lease.state())
  if (order !== 'close') return
  await sink.close()
  process.exit()
})
process.on('disconnect', () => process.exit())
