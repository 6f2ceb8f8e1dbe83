import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Bus, openBus } from '../../bus/index.ts'
import type { Clock } from '../../clock.ts'

/** Opens the bus of a gateway on one file, again and again as after a restart; the file goes with the test. */
export function busOnFile(clock: Clock): () => Bus {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-access-'))
  const opened: Bus[] = []
  onTestFinished(async () => {
    await Promise.all(opened.map((bus) => bus.close()))
    rmSync(folder, { recursive: true })
  })
  return () => {
    const bus = openBus({ url: `sqlite:${join(folder, 'gateway.db')}`, clock })
    opened.push(bus)
    return bus
  }
}
