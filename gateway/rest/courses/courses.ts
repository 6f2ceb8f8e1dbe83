import { Course } from '@racecast/courses'
import { toGeoJson } from '@racecast/courses/catalogue'
import { Type } from 'typebox'
import { Problem } from '../../problems.ts'
import type { RestApp, RestContext } from '../context.ts'

const Params = Type.Object({ shortName: Type.String({ minLength: 1, maxLength: 40 }) })

export async function courseRoutes(app: RestApp, { catalogue }: RestContext): Promise<void> {
  app.get('/api/courses', async (_request, reply) => {
    reply.header('content-type', 'application/geo+json')
    const features = catalogue.list().flatMap((course) => toGeoJson(course).features)
    return JSON.stringify({ type: 'FeatureCollection', features })
  })

  app.get(
    '/api/courses/:shortName',
    { schema: { params: Params, response: { 200: Course } } },
    async ({ params }) => {
      const course = catalogue.get(params.shortName)
      if (course) return course
      const name = JSON.stringify(params.shortName)
      throw new Problem('course-not-found', `There is no course ${name}; GET /api/courses lists them.`)
    },
  )
}
