import { cpus, loadavg, totalmem } from 'node:os'

/** A benchmark answers with rows for a table: one object a row, the same keys in each. */
export type Row = Record<string, string | number>

/** Several runs of one thing, in ms of wall time and of this process's CPU. */
export interface Timing {
  runs: number
  cpuMedianMs: number
  cpuP95Ms: number
  wallMedianMs: number
  wallP95Ms: number
}

/** Runs `once` `runs` times after `warmUp` uncounted ones. CPU is user and system time of the whole process. */
export async function time(
  once: (run: number) => unknown,
  { runs, warmUp = 3 }: { runs: number; warmUp?: number },
): Promise<Timing> {
  const cpu: number[] = []
  const wall: number[] = []
  for (let run = -warmUp; run < runs; run++) {
    const cpuBefore = process.cpuUsage()
    const wallBefore = performance.now()
    await once(run + warmUp)
    const { user, system } = process.cpuUsage(cpuBefore)
    if (run < 0) continue
    wall.push(performance.now() - wallBefore)
    cpu.push((user + system) / 1000)
  }
  return {
    runs,
    cpuMedianMs: quantile(cpu, 0.5),
    cpuP95Ms: quantile(cpu, 0.95),
    wallMedianMs: quantile(wall, 0.5),
    wallP95Ms: quantile(wall, 0.95),
  }
}

/** The q-quantile (0-1) of unsorted `values`, by the nearest rank, to a hundredth. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
  return Math.round(value * 100) / 100
}

/** The slope of the least-squares line through `points`, [x, y] each. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (i: 0 | 1) => points.reduce((sum, point) => sum + point[i], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const together = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return together / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}

/** How many processes wanted to run in the minute before. */
const loadBefore = Math.round(loadavg()[0]! * 10) / 10

/** What a result has to carry so that it can be compared: no name of a machine, only what it is and how busy. */
export function machine(): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    loadBefore,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
}
