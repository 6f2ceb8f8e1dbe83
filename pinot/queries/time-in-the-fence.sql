-- How many seconds each competitor has spent inside the fence, over all visits: the seconds of the race in which
-- there is a fix inside, for fixes once a second. Last minus first would count the time between two visits too, and
-- a fix that was published twice is one second still. This reads every fix of the race.
SELECT competitorId,
       DISTINCTCOUNT(rawTime) AS secondsInside,
       MIN(rawTime) AS firstInside,
       MAX(rawTime) AS lastInside
FROM parkrun
WHERE runId = %(runId)s
  AND ST_Contains(
        toGeometry(lookup('courses', 'geoFenceLocation', 'shortName', course)),
        toGeometry(location)
      ) = 1
GROUP BY competitorId
ORDER BY DISTINCTCOUNT(rawTime) DESC, competitorId
LIMIT 1000
option(skipUpsert=true)
