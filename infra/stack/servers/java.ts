import { join } from 'node:path'
import { toolPath } from '../../setup/tools.mjs'
import type { Command } from './server.ts'

interface JavaProgram {
  /** The folder of its jars. */
  jars: string
  mainClass: string
  heapMiB: number
  /** Memory outside the heap that the program may map by itself, MiB; unlimited if left out. */
  directMiB?: number
  options?: readonly string[]
  args: readonly string[]
  /** For servers that live for minutes; see `StackConfig.quickStart`. */
  quick: boolean
}

/**
 * Measured on two cores: the stack starts with 22 s of CPU instead of 45 s. Class-data sharing would save 3 s more, but
 * its archives take half a minute to write and 140 MB.
 */
const quickOptions = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

/** A JVM in UTC with a limited heap that ends when memory runs out instead of limping on. */
export function java({
  jars,
  mainClass,
  heapMiB,
  directMiB,
  options = [],
  args,
  quick,
}: JavaProgram): Command {
  return {
    file: toolPath('java') ?? 'java',
    args: [
      `-Xmx${heapMiB}m`,
      ...(directMiB === undefined ? [] : [`-XX:MaxDirectMemorySize=${directMiB}m`]),
      '-XX:+ExitOnOutOfMemoryError',
      ...(quick ? quickOptions : []),
      '-Duser.timezone=UTC',
      '-Djava.awt.headless=true',
      ...options,
      '-cp',
      join(jars, '*'),
      mainClass,
      ...args,
    ],
  }
}
