/**
 * When the process of a line of /proc/PID/stat was started, in clock ticks since the boot; null when it has ended.
 * proc_pid_stat(5): field 3 is the state, 20 the number of threads, 22 the start.
 *
 * A process that is killed becomes a zombie when its first thread has ended. As long as others are left, it still
 * holds its ports and files: measured on a JVM, for up to half a second. Only the last one's end is its own.
 */
export function livingSince(stat: string): string | null {
  // The name (field 2) stands in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => fields[number - 3]
  const hasEnded = field(3) === 'X' || (field(3) === 'Z' && Number(field(20)) <= 1)
  return hasEnded ? null : (field(22) ?? null)
}
