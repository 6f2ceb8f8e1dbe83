import { boardColumns } from '../board/board-line.ts'
import { auditColumns } from '../rest/control/audit.ts'
import { positionColumns } from '../rest/race/positions.ts'
import { resultColumns } from '../rest/race/results.ts'

/** What a resource is for, and what its answer is where that is not JSON with a schema. */
export interface Resource {
  summary: string
  /** The media type of its answer. */
  answers?: string
  /** The columns of its table, where it answers with one. */
  columns?: readonly string[]
  /** Where it sends to instead, where it may. */
  redirects?: string
  /** The media type of the body that it takes, where that is not JSON with a schema. */
  takes?: string
  /** Needs the control token, or a key of that scope. */
  control?: true
}

const csv = 'text/csv'
const events = 'text/event-stream'
const geoJson = 'application/geo+json'
const json = 'application/json'
const binary = 'application/octet-stream'
const toNewest = 'to the newest snapshot, of another epoch and seq: the one asked for is not kept here'

/** Every resource below /api. */
export const resources: Readonly<Record<string, Resource>> = {
  'GET /api/openapi.json': { summary: 'This document', answers: json },
  'GET /api/courses': { summary: 'All courses', answers: geoJson },
  'POST /api/courses': {
    ...{ summary: 'Adds the courses of a KML, GPX, GeoJSON or WKT file', control: true },
    ...{ takes: binary, answers: json },
  },
  'POST /api/courses/check': {
    ...{ summary: 'What would be added of a course file, and what is refused; adds nothing', control: true },
    ...{ takes: binary },
  },
  'GET /api/courses/:shortName': { summary: 'One course, whole' },
  'DELETE /api/courses/:shortName': {
    summary: 'Deletes a course that was added and that no race is run on',
    control: true,
  },
  'GET /api/races': { summary: 'All races that may be seen, live ones first' },
  'POST /api/races': { summary: 'Makes a simulated race', control: true },
  'POST /api/races/preview': { summary: 'What a race will be like; makes none', control: true },
  'POST /api/start-lists/check': {
    ...{ summary: 'What of a start list cannot be used, line by line', takes: 'text/csv', control: true },
  },
  'GET /api/races/:race': { summary: 'One race' },
  'DELETE /api/races/:race': {
    summary: 'Deletes a race that is not under way, its name given once more',
    control: true,
  },
  'POST /api/races/:race/start': { summary: 'Starts a race that waits for its gun now', control: true },
  'POST /api/races/:race/pause': { summary: 'Stops the clock of a simulated race', control: true },
  'POST /api/races/:race/resume': { summary: 'Lets it go on', control: true },
  'POST /api/races/:race/stop': { summary: 'Ends a race', control: true },
  'POST /api/races/:race/official': {
    summary: 'Makes the results official: nothing changes any more',
    control: true,
  },
  'POST /api/races/:race/gun': {
    summary: 'Corrects when the gun was: all times move, nobody does',
    control: true,
  },
  'POST /api/races/:race/visibility': { summary: 'Makes a race private, or public (K-6)', control: true },
  'POST /api/races/:race/competitors/:bib/standing': {
    ...{ summary: 'Takes somebody out of the race, or (entered) back into it', control: true },
  },
  'POST /api/races/:race/competitors/:bib/finish': {
    ...{ summary: 'Takes back a finish that was none, or lets what was measured count again', control: true },
  },
  'GET /api/races/:race/leaderboard': { summary: 'The leaderboard of a moment' },
  'GET /api/races/:race/leaderboard.csv': {
    summary: 'The same as a table',
    answers: csv,
    columns: boardColumns,
  },
  'GET /api/races/:race/positions': { summary: 'Where everybody is, or was' },
  'GET /api/races/:race/positions.csv': {
    ...{ summary: 'The same as a table', answers: csv, columns: positionColumns },
  },
  'GET /api/races/:race/positions.geojson': { summary: 'The same as points', answers: geoJson },
  'GET /api/races/:race/competitors/:bib': { summary: 'One competitor: splits, visits, what to expect' },
  'GET /api/races/:race/results.csv': {
    ...{
      summary:
        'Everybody with all splits, km1 to the last full km; wave where there are several; DNF, DSQ and DNS after those who are placed; provisional or official',
      answers: csv,
      columns: resultColumns(1, true),
    },
  },
  'GET /api/races/:race/log': { summary: 'The log from any entry on' },
  'GET /api/races/:race/stream': { summary: 'The feed as server-sent events (P-1)', answers: events },
  'GET /api/races/:race/ticks/latest': { summary: 'Where to begin to follow by ticks (P-4)' },
  'GET /api/races/:race/ticks/:epoch/:tick': { summary: 'One tick; .bin in binary (P-5)', answers: json },
  'GET /api/races/:race/ticks/:epoch/:seq/snapshot': {
    ...{ summary: 'The state at a tick (P-4)', answers: json, redirects: toNewest },
  },
  'GET /api/races/:race/ticks/:epoch/:seq/snapshot.bin': {
    ...{ summary: 'The same in binary', answers: binary, redirects: toNewest },
  },
  'POST /api/session': { summary: 'Signs an operator in; the cookie that it sets changes things' },
  'GET /api/session': { summary: 'Who is signed in; 401 for nobody' },
  'DELETE /api/session': { summary: 'Signs out' },
  'GET /api/site': { summary: 'The public address, and the organiser’s name, logo and colour' },
  'GET /api/races/:race/rewind': { summary: 'How much of a race is recorded' },
  'GET /api/races/:race/rewind/:epoch/:n': {
    ...{ summary: 'A minute of it, in binary; by Range its keyframe alone', answers: binary },
  },
  'GET /api/races/:race/traces': { summary: 'Distance by time of up to six, and the ends of the field' },
  'GET /api/races/:race/audit': { summary: 'Every order that changed something of the race', control: true },
  'GET /api/races/:race/audit.csv': {
    ...{ summary: 'The same as a table', answers: csv, columns: auditColumns, control: true },
  },
  'GET /api/audit': { summary: 'The same of what is of no race: keys, courses', control: true },
  'GET /api/races/:race/acknowledgements': { summary: 'Who has seen to what', control: true },
  'POST /api/races/:race/acknowledgements': { summary: 'Says that one sees to it, or knows', control: true },
  'GET /api/races/:race/desk': {
    ...{
      summary:
        'What operators share, as server-sent events: desk, audit, auditDropped, acknowledgement, operators, race',
    },
    ...{ answers: events, control: true },
  },
  'GET /api/health': { summary: 'How every stage is, with its lag and the last 30 minutes', control: true },
  'GET /api/keys': { summary: 'All keys, without their tokens', control: true },
  'POST /api/keys': { summary: 'Makes a key; its token is said this once', control: true },
  'DELETE /api/keys/:jti': { summary: 'Revokes a key', control: true },
}
