-- Who leads: finishers by their time, then everybody by distance. Pace is the average since the start, per km.
SELECT competitorId,
       roundDecimal(distance, 1) AS distanceCovered,
       roundDecimal(lookup('courses', 'distance', 'shortName', course) - distance, 1) AS distanceToGo,
       CASE WHEN distance > 0 THEN ToDateTime(raceTimeMs / distance * 1000, 'mm:ss') ELSE '' END AS pacePerKm,
       ToDateTime(raceTimeMs, 'HH:mm:ss') AS raceTime
FROM parkrun
WHERE runId = %(runId)s
ORDER BY distance DESC, raceTimeMs, competitorId
LIMIT 10
