export { Course, Interval, LonLat, Waypoint } from './course.ts'
