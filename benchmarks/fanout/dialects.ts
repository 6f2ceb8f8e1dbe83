/** How the viewers of one kind of server speak. */
export interface Dialect {
  path: string
  protocol?: string
  /** Said as soon as the connection is open. */
  hello?: string
  /** What is answered to a message that begins like this. */
  answer?(head: string): string | null
  /** Whether what begins like this says that the viewer has all that it waits for; without: the connection is enough. */
  isReady?(opcode: number, head: string): boolean
  isTick(opcode: number, head: Buffer): boolean
}

const brace = '{'.charCodeAt(0)
const bracket = '['.charCodeAt(0)
const delta = '{"type":"delta"'
const startsWith = (head: Buffer, text: string) => head.toString('latin1', 0, text.length) === text
const isOurs = (opcode: number, head: Buffer) => (opcode === 2 ? head[0] === 2 : startsWith(head, delta))
const race = '3f0e2f5c-5d3c-4a57-9f0e-0f1a2b3c4d5e'

const racecast = (format: 'json' | 'bin'): Dialect => ({
  path: '/feed',
  protocol: `racecast.v1.${format}`,
  hello: JSON.stringify({ type: 'subscribe', race }),
  answer(head) {
    if (!head.startsWith('{"type":"ping"')) return null
    return JSON.stringify({ type: 'pong', seq: Number(/"seq":(\d+)/.exec(head)![1]) })
  },
  isReady: (_opcode, head) => head.startsWith('{"type":"ping"'),
  isTick: isOurs,
})

/** A WebSocket on which there is nothing but ticks. */
const plain: Dialect = {
  path: '/',
  isTick: (opcode, head) => opcode === 2 || head[0] === brace || head[0] === bracket,
}

export const dialects = {
  bare: {
    path: '/',
    isTick: (opcode, head) => isOurs(opcode, head) || head[0] === bracket,
  },
  'racecast-json': racecast('json'),
  'racecast-bin': racecast('bin'),
  ws: plain,
  uws: plain,
  'socket-io': {
    path: '/socket.io/?EIO=4&transport=websocket',
    answer: (head) => (head.startsWith('0{') ? '40' : head === '2' ? '3' : null),
    isReady: (_opcode, head) => head.startsWith('40'),
    isTick: (_opcode, head) => startsWith(head, '42["tick"'),
  },
  centrifuge: {
    path: '/',
    hello: '{"id":1,"connect":{}}',
    answer(head) {
      if (head.startsWith('{"id":1')) return '{"id":2,"subscribe":{"channel":"race"}}'
      return head === '{}' ? '{}' : null
    },
    isReady: (_opcode, head) => head.startsWith('{"id":2'),
    isTick: (_opcode, head) => startsWith(head, '{"push"'),
  },
} satisfies Record<string, Dialect>
export type DialectName = keyof typeof dialects
