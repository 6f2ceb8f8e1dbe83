import { Type } from 'typebox'
import { rewindRoutes } from '../rewind/route.ts'
import { streamRoutes } from '../stream/route.ts'
import { tickRoutes } from '../ticks/route.ts'
import { addedCourseRoutes } from './added-courses.ts'
import { auditRoutes } from './audit.ts'
import { competitorRoutes } from './competitors.ts'
import type { RestApp, RestContext } from './context.ts'
import { controlRoutes } from './control.ts'
import { correctionRoutes } from './corrections.ts'
import { courseRoutes } from './courses.ts'
import { crossOrigin } from './cross-origin.ts'
import { deskRoutes } from './desk.ts'
import { freshness } from './freshness.ts'
import { guard } from './guard.ts'
import { healthRoutes } from './health.ts'
import { keyRoutes } from './keys.ts'
import { leaderboardRoutes } from './leaderboard.ts'
import { logRoutes } from './log.ts'
import { positionRoutes } from './positions.ts'
import { previewRoutes, startListRoutes } from './preview.ts'
import { raceRoutes } from './races.ts'
import { resultRoutes } from './results.ts'
import { sessionRoutes } from './session.ts'
import { siteRoutes } from './site.ts'

/** Everything below `/api`. */
export async function rest(app: RestApp, context: RestContext): Promise<void> {
  crossOrigin(app)
  guard(app, context)
  freshness(app, context)
  // A resource without parameters has them checked too: it knows none.
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: Type.Object({}), ...route.schema }
  })
  const keys = [keyRoutes, sessionRoutes]
  const resources = [
    courseRoutes,
    addedCourseRoutes,
    raceRoutes,
    controlRoutes,
    correctionRoutes,
    siteRoutes,
    ...keys,
  ]
  const ofARace = [leaderboardRoutes, positionRoutes, competitorRoutes, resultRoutes, logRoutes]
  const desk = [auditRoutes, deskRoutes, healthRoutes, previewRoutes, startListRoutes]
  const live = [streamRoutes, tickRoutes, rewindRoutes]
  for (const resource of [...resources, ...ofARace, ...desk, ...live]) await app.register(resource, context)
}
