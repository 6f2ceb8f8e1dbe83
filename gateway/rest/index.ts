import { addedCourseRoutes } from './added-courses.ts'
import { competitorRoutes } from './competitors.ts'
import type { RestApp, RestContext } from './context.ts'
import { controlRoutes } from './control.ts'
import { courseRoutes } from './courses.ts'
import { leaderboardRoutes } from './leaderboard.ts'
import { logRoutes } from './log.ts'
import { positionRoutes } from './positions.ts'
import { raceRoutes } from './races.ts'
import { resultRoutes } from './results.ts'

/** Everything below `/api`. What can be read may be read by any page on the web. */
export async function rest(app: RestApp, context: RestContext): Promise<void> {
  app.addHook('onRequest', async ({ method }, reply) => {
    if (method !== 'GET' && method !== 'HEAD') return
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
    reply.header('cache-control', 'no-store')
  })
  const resources = [courseRoutes, addedCourseRoutes, raceRoutes, controlRoutes]
  const ofARace = [leaderboardRoutes, positionRoutes, competitorRoutes, resultRoutes, logRoutes]
  for (const resource of [...resources, ...ofARace]) await app.register(resource, context)
}
