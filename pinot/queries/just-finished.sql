-- The last five who came in, the newest first.
SELECT competitorId,
       ToDateTime(raceTimeMs, 'HH:mm:ss') AS raceTime,
       ToDateTime(raceTimeMs / distance * 1000, 'mm:ss') AS pacePerKm
FROM parkrun
WHERE runId = %(runId)s
  AND distance > 0
  AND ST_Equals(location, lookup('courses', 'endLocation', 'shortName', course)) = 1
ORDER BY "timestamp" DESC, competitorId
LIMIT 5
