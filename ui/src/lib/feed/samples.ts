import board from '@racecast/examples/curl/board.sh?raw'
import log from '@racecast/examples/node/log.mjs?raw'
import tower from '@racecast/examples/obs/tower.html?raw'
import page from '@racecast/examples/page/index.html?raw'
import follow from '@racecast/examples/python/follow.py?raw'
import state from '@racecast/examples/python/state.py?raw'
import wire from '@racecast/examples/python/wire.py?raw'
import vmix from '@racecast/examples/vmix/README.md?raw'

export interface Sample {
  id: string
  name: string
  /** What it is, and how it is run. */
  about: string
  files: readonly { name: string; code: string }[]
}

/** The examples as they stand in the repository, where tests run them: what is copied from here has been tried. */
const samples: readonly Sample[] = [
  {
    id: 'page',
    name: 'Browser',
    about: 'A race on one line, without any library. Save it and open it.',
    files: [{ name: 'index.html', code: page }],
  },
  {
    id: 'node',
    name: 'Node',
    about: 'What happens in a race, with our client: node log.mjs',
    files: [{ name: 'log.mjs', code: log }],
  },
  {
    id: 'python',
    name: 'Python',
    about:
      'Either encoding, every hash checked, written from the specification alone; needs the package websockets.',
    files: [
      { name: 'follow.py', code: follow },
      { name: 'state.py', code: state },
      { name: 'wire.py', code: wire },
    ],
  },
  {
    id: 'curl',
    name: 'curl',
    about: 'Server-sent events, where WebSockets are blocked.',
    files: [{ name: 'board.sh', code: board }],
  },
  {
    id: 'obs',
    name: 'OBS',
    about: 'The leaderboard as a tower with nothing behind it: a browser source.',
    files: [{ name: 'tower.html', code: tower }],
  },
  {
    id: 'vmix',
    name: 'vMix',
    about: 'The leaderboard as a data source: an address, no code.',
    files: [{ name: 'README.md', code: vmix }],
  },
]

/** The same for a gateway at `origin`, so that what is copied runs as it is. */
export function samplesFor(origin: string): Sample[] {
  const { host, protocol } = new URL(origin)
  const ws = protocol === 'https:' ? 'wss' : 'ws'
  const here = (code: string) =>
    code.replaceAll('ws://localhost:8080', `${ws}://${host}`).replaceAll('http://localhost:8080', origin)
  return samples.map((sample) => ({
    ...sample,
    files: sample.files.map(({ name, code }) => ({ name, code: here(code) })),
  }))
}
