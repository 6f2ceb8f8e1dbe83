import type { FastifyRequest } from 'fastify'
import type { Access } from './access.ts'
import { granted } from './access-problem.ts'

/** Lets a request pass that may change what is of no race or of all. */
export function controlOfAll(access: Access) {
  return async ({ grant }: FastifyRequest): Promise<void> => void granted(access.mayControl(grant, null))
}

/** Lets a request pass that may change some race; in front of the race itself it is asked again which. */
export function controlOfOne(access: Access) {
  return async ({ grant }: FastifyRequest): Promise<void> =>
    void granted(access.mayControl(grant, grant?.race ?? null))
}
