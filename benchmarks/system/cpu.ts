import { readFileSync } from 'node:fs'
import type { System } from './system.ts'

/** Ticks a second of /proc/PID/stat: USER_HZ is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

/** CPU seconds that a process has used, user and system; 0 if it has ended. proc_pid_stat(5), fields 14 and 15. */
function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[14 - 3]) + Number(fields[15 - 3])) / ticksPerSecond
  } catch {
    return 0
  }
}

/** Begins to count the CPU of everything of a system; what it returns gives the share of one core each, in percent. */
export async function countCpu(system: System): Promise<() => Record<string, number>> {
  const processes = await system.processes()
  const before = processes.map(({ pid }) => cpuSeconds(pid))
  const begin = performance.now()
  return () => {
    const seconds = (performance.now() - begin) / 1000
    const shares: Record<string, number> = {}
    for (const [i, { name, pid }] of processes.entries()) {
      const share = (100 * (cpuSeconds(pid) - before[i]!)) / seconds
      shares[name] = Math.round((shares[name] ?? 0) + share)
    }
    return { ...shares, all: Object.values(shares).reduce((sum, share) => sum + share, 0) }
  }
}
