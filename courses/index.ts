export { Course, Interval, LonLat } from './course.ts'
