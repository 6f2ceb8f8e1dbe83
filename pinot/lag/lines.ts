import type { PartitionLag } from './consumer-lag.ts'

/** The lag as a table of text, a partition a line, and what it comes to. */
export function lagLines(lag: readonly PartitionLag[]): string[] {
  const shown = (value: number | null) => (value === null ? 'not consumed' : String(value))
  const rows = [
    ['topic', 'partition', 'end', 'consumed', 'behind'],
    ...lag.map(({ topic, partition, end, consumed, behind }) => [
      topic,
      String(partition),
      String(end),
      shown(consumed),
      shown(behind),
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  )
  const unknown = lag.filter(({ behind }) => behind === null).length
  const behind = lag.reduce((sum, one) => sum + (one.behind ?? 0), 0)
  const total = `Pinot is ${behind} messages behind Kafka`
  return [...lines, unknown === 0 ? `${total}.` : `${total}; of ${unknown} partitions it consumes nothing.`]
}
