import { Course } from '@racecast/courses'
import { toGeoJson } from '@racecast/courses/catalogue'
import { Type } from 'typebox'
import { Problem } from '../../problems.ts'
import type { RestApp, RestContext } from '../context.ts'

export const CourseParam = Type.Object({ shortName: Type.String({ minLength: 1, maxLength: 40 }) })

export async function courseRoutes(app: RestApp, { catalogue }: RestContext): Promise<void> {
  app.get('/api/courses', async (_request, reply) => {
    reply.header('content-type', 'application/geo+json')
    const features = catalogue.list().flatMap((course) => {
      if (!catalogue.isBuiltIn(course.shortName)) return toGeoJson(course).features
      // It cannot be deleted.
      return toGeoJson(course).features.map((feature) => {
        if (feature.properties?.role !== 'course') return feature
        return { ...feature, properties: { ...feature.properties, builtIn: true } }
      })
    })
    return JSON.stringify({ type: 'FeatureCollection', features })
  })

  app.get(
    '/api/courses/:shortName',
    { schema: { params: CourseParam, response: { 200: Course } } },
    async ({ params }) => {
      const course = catalogue.get(params.shortName)
      if (course) return course
      throw noCourse(params.shortName)
    },
  )
}

export function noCourse(shortName: string): Problem {
  const name = JSON.stringify(shortName)
  return new Problem('course-not-found', `There is no course ${name}; GET /api/courses lists them.`)
}
