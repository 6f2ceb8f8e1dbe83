/** The protocol in ten lines, each with the rules of SPEC.md that it sums up. */
export const protocolLines: readonly { text: string; rules: readonly string[] }[] = [
  {
    text: 'Open a WebSocket at /feed with the subprotocol racecast.v1.bin or racecast.v1.json.',
    rules: ['C-1'],
  },
  {
    text: 'After welcome, send {"type":"subscribe","race":"test"}; topics, rate, bibs and delay if you like.',
    rules: ['C-3', 'W-1'],
  },
  {
    text: 'First comes a snapshot: the race, who is entered, where everybody is, and what is known for good.',
    rules: ['S-1'],
  },
  {
    text: 'Then a delta a second with what changed. It applies if epoch and since (or seq − 1) are what you hold.',
    rules: ['S-2', 'S-3'],
  },
  {
    text: 'A position is [id, cm, t, velocity, speed, flags], off the course with lat, lon: whole cm, ms and mm/s.',
    rules: ['S-3', 'H-1'],
  },
  {
    text: 'Starts, splits, finishes come as a log without holes. No entry changes; a correction takes one back.',
    rules: ['J-4', 'S-4'],
  },
  {
    text: 'Sum up the hashes of all positions: if hash is another, subscribe again and take the snapshot.',
    rules: ['H-2', 'H-3', 'Q-4'],
  },
  {
    text: 'Answer each ping by a pong with its seq. Too slow, and you get one merged delta, nobody waits for you.',
    rules: ['C-5', 'Q-3'],
  },
  {
    text: 'After a lost connection wait, more each time, and subscribe with resume: you get what you missed.',
    rules: ['C-6', 'Q-2'],
  },
  {
    text: 'Show one moment, playoutDelayMs behind the server’s clock; and where simulated is true, say so.',
    rules: ['T-3', 'J-2'],
  },
]
