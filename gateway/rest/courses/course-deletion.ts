import { Type } from 'typebox'
import { controlOfAll } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import { Problem } from '../../problems.ts'
import type { RestApp, RestContext } from '../context.ts'
import { CourseParam, noCourse } from './courses.ts'

/** `DELETE /api/courses/:shortName`: of a course that was added, once no race is run on it. */
export async function courseDeletionRoutes(
  app: RestApp,
  { catalogue, races, access, audit }: RestContext,
): Promise<void> {
  /** Throws where races are run on it, deleted ones not counted; the newest list of the store says so. */
  async function checkUnused(shortName: string): Promise<void> {
    await races.refresh()
    const users = races.list().filter(({ info }) => info.course === shortName)
    if (users.length === 0) return
    const names = users.map(({ info: { name, slug } }) => `${name} (${slug})`).join(', ')
    throw new Problem('course-in-use', `Delete first what is run on ${shortName}: ${names}.`, {
      members: { races: users.map(({ info: { runId, slug, name } }) => ({ runId, slug, name })) },
    })
  }

  app.delete(
    '/api/courses/:shortName',
    {
      onRequest: controlOfAll(access),
      schema: { params: CourseParam, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { shortName } = request.params
      const course = catalogue.get(shortName)
      if (!course) throw noCourse(shortName)
      if (catalogue.isBuiltIn(shortName))
        throw new Problem(
          'course-built-in',
          `${course.longName} came with Racecast and is there after every start; only added courses can be deleted.`,
        )
      const given = { operator: operatorOf(request), action: 'deleteCourse' as const, race: null, after: [] }
      await audit.carryOut(given, async () => {
        await checkUnused(shortName)
        if (!catalogue.remove(shortName)) throw noCourse(shortName)
        try {
          // A race may have been made on it in between.
          await checkUnused(shortName)
        } catch (error) {
          catalogue.add(course)
          throw error
        }
        return { answer: null, before: [shortName], after: [] }
      })
      return reply.code(204).send(null)
    },
  )
}
