-- Who is inside the fence of the course just now.
SELECT competitorId, lat, lon, distance, rawTime
FROM parkrun
WHERE runId = %(runId)s
  AND ST_Contains(
        toGeometry(lookup('courses', 'geoFenceLocation', 'shortName', course)),
        toGeometry(location)
      ) = 1
ORDER BY distance DESC, competitorId
LIMIT 1000
