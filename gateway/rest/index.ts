import { Type } from 'typebox'
import { rewindRoutes } from '../rewind/route.ts'
import { streamRoutes } from '../stream/route.ts'
import { tickRoutes } from '../ticks/route.ts'
import { guard } from './access/guard.ts'
import { keyRoutes } from './access/keys.ts'
import { sessionRoutes } from './access/session.ts'
import type { RestApp, RestContext } from './context.ts'
import { auditRoutes } from './control/audit.ts'
import { controlRoutes } from './control/control.ts'
import { correctionRoutes } from './control/corrections.ts'
import { deletionRoutes } from './control/deletion.ts'
import { deskRoutes } from './control/desk.ts'
import { finishRoutes } from './control/finishes.ts'
import { healthRoutes } from './control/health.ts'
import { previewRoutes, startListRoutes } from './control/preview.ts'
import { visibilityRoutes } from './control/visibility.ts'
import { addedCourseRoutes } from './courses/added-courses.ts'
import { courseDeletionRoutes } from './courses/course-deletion.ts'
import { courseRoutes } from './courses/courses.ts'
import { crossOrigin } from './http/cross-origin.ts'
import { freshness } from './http/freshness.ts'
import { competitorRoutes } from './race/competitors.ts'
import { leaderboardRoutes } from './race/leaderboard.ts'
import { logRoutes } from './race/log.ts'
import { positionRoutes } from './race/positions.ts'
import { raceRoutes } from './race/races.ts'
import { resultRoutes } from './race/results.ts'
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
    courseDeletionRoutes,
    raceRoutes,
    controlRoutes,
    correctionRoutes,
    finishRoutes,
    deletionRoutes,
    visibilityRoutes,
    siteRoutes,
    ...keys,
  ]
  const ofARace = [leaderboardRoutes, positionRoutes, competitorRoutes, resultRoutes, logRoutes]
  const desk = [auditRoutes, deskRoutes, healthRoutes, previewRoutes, startListRoutes]
  const live = [streamRoutes, tickRoutes, rewindRoutes]
  for (const resource of [...resources, ...ofARace, ...desk, ...live]) await app.register(resource, context)
}
