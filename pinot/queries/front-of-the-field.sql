-- Where the first ten are.
SELECT competitorId, lat, lon, distance, rawTime
FROM parkrun
WHERE runId = %(runId)s
ORDER BY distance DESC, raceTimeMs, competitorId
LIMIT 10
