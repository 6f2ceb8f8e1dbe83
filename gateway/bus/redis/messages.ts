import type { Delta, Snapshot } from '../../protocol/index.ts'
import type { Frame } from '../bus.ts'

/*
 * A message on a race's channel:
 *
 *   ("frame" | "epoch") SP fence LF json
 *
 * fence: decimal, of the lease under which it was published. json: a Delta, the bytes that viewers in step get; or the
 * Snapshot with which an epoch begins.
 */

const lineFeed = 10

export interface Published {
  fence: number
  message: Frame | Snapshot
}

/** Reads a message of a race's channel. Throws an Error for what no gateway sends. */
export function readPublished(runId: string, bytes: Buffer): Published {
  const end = bytes.indexOf(lineFeed)
  const [kind, fence] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split(' ')
  if ((kind !== 'frame' && kind !== 'epoch') || !/^\d+$/.test(fence ?? ''))
    throw new Error(
      `race ${runId}: a message on the bus begins with ${JSON.stringify(bytes.toString('latin1', 0, 40))}`,
    )
  const json = bytes.subarray(end + 1)
  const read = JSON.parse(json.toString()) as unknown
  const message = kind === 'frame' ? { runId, delta: read as Delta, json } : (read as Snapshot)
  return { fence: Number(fence), message }
}

/** Reads a message of a shared map's channel: its new entries. Throws an Error for what no gateway sends. */
export function readNoted(bytes: Buffer): Map<string, string> {
  const entries = JSON.parse(bytes.toString()) as unknown
  const isEntry = (entry: unknown) => Array.isArray(entry) && entry.every((part) => typeof part === 'string')
  if (!Array.isArray(entries) || !entries.every(isEntry))
    throw new Error(`a shared map is told of ${JSON.stringify(entries).slice(0, 40)}`)
  return new Map(entries as [string, string][])
}
