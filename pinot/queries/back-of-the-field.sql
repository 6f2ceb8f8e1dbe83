-- Where the last ten are, the very last first.
SELECT competitorId, lat, lon, distance, rawTime
FROM parkrun
WHERE runId = %(runId)s
ORDER BY distance, raceTimeMs DESC, competitorId
LIMIT 10
