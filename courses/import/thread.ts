import { parentPort, workerData } from 'node:worker_threads'
import { importCourses } from './import-courses.ts'
import type { ImportOrder } from './in-thread.ts'

const { file, options } = workerData as ImportOrder
parentPort!.postMessage(importCourses(file, options))
