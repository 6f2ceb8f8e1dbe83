export { type Imported, type ImportOptions, importCourses, SIZE_LIMIT } from './import-courses.ts'
export { importInThread } from './in-thread.ts'
export { CourseError, type CourseProblem, type CourseProblemCode, courseProblems } from './problems.ts'
