import { Worker } from 'node:worker_threads'
import type { CourseFile, Imported, ImportOptions } from './import-courses.ts'

/** What the thread begins with. */
export interface ImportOrder {
  file: CourseFile
  options: ImportOptions
}

/** A file may need so much memory, MB: 10 MB of XML become some hundreds as a tree. */
const mostMemoryMb = 1024

/**
 * `importCourses` in a thread of its own, which ends with it: a large file takes seconds, and whoever reads it has others to
 * serve. Rejects where the thread dies (for want of memory, say), and when `signal` ends it.
 */
export async function importInThread(
  file: CourseFile,
  options: ImportOptions = {},
  signal?: AbortSignal,
): Promise<Imported> {
  const order: ImportOrder = { file, options }
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
  })
  const end = () => void worker.terminate()
  signal?.addEventListener('abort', end)
  if (signal?.aborted) end()
  try {
    return await new Promise<Imported>((resolve, reject) => {
      worker.on('message', resolve)
      worker.on('error', reject)
      worker.on('exit', () => reject(new Error('the thread that reads a course has ended')))
    })
  } finally {
    signal?.removeEventListener('abort', end)
    await worker.terminate()
  }
}
