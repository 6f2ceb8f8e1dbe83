import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Allowance } from './maker.ts'
import type { RaceRecorder } from './race-recorder.ts'

interface Recorded {
  runId: string
  bytes: number
  /** When something was added last, epoch ms. */
  at: number
}

/**
 * Removes recordings until what is left is allowed: first the ones that are too old, then those that were added to the
 * longest ago, whole; of races under way, only when nothing else is left, their oldest chunks.
 */
export function tidy(
  root: string,
  recorders: Map<string, RaceRecorder>,
  { mostBytes, oldest, live }: Allowance,
): string[] {
  const removed: string[] = []
  const folders = existsSync(root) ? readdirSync(root, { withFileTypes: true }) : []
  const recordings = folders.filter((one) => one.isDirectory()).map(({ name }) => recorded(root, name))
  const over = recordings.filter(({ runId }) => !live.includes(runId)).sort((a, b) => a.at - b.at)
  let bytes = recordings.reduce((sum, one) => sum + one.bytes, 0)
  for (const one of over) {
    if (one.at >= oldest && bytes <= mostBytes) continue
    rmSync(join(root, one.runId), { recursive: true, force: true })
    recorders.delete(one.runId)
    removed.push(one.runId)
    bytes -= one.bytes
  }
  const under = recordings.filter(({ runId }) => live.includes(runId)).sort((a, b) => b.bytes - a.bytes)
  for (const { runId } of under) {
    if (bytes <= mostBytes) break
    const recorder = recorders.get(runId)
    if (!recorder) continue
    removed.push(runId)
    const before = recorded(root, runId).bytes
    const enough = bytes - mostBytes
    while (before - recorded(root, runId).bytes < enough && recorder.dropFirst());
    bytes -= before - recorded(root, runId).bytes
  }
  return removed
}

function recorded(root: string, runId: string): Recorded {
  // Another gateway on the same folder may rename or remove a file meanwhile.
  const files = readdirSync(join(root, runId), { recursive: true }).flatMap(
    (name) => statSync(join(root, runId, String(name)), { throwIfNoEntry: false }) ?? [],
  )
  return {
    runId,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    at: files.reduce((newest, file) => Math.max(newest, file.mtimeMs), 0),
  }
}
