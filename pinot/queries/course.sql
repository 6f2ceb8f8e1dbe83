-- What to draw for a race, as WKT with longitude first: its course, fence, start and finish, and the distance in m.
SELECT course,
       lookup('courses', 'longName', 'shortName', course) AS courseName,
       lookup('courses', 'distance', 'shortName', course) AS courseDistance,
       ST_AsText(lookup('courses', 'courseMap', 'shortName', course)) AS courseMap,
       ST_AsText(lookup('courses', 'geoFenceLocation', 'shortName', course)) AS geoFence,
       ST_AsText(lookup('courses', 'startLocation', 'shortName', course)) AS startLocation,
       ST_AsText(lookup('courses', 'endLocation', 'shortName', course)) AS endLocation
FROM races
WHERE runId = %(runId)s
LIMIT 1
