-- How many are in: a simulated finisher's last row lies exactly at the finish. On a loop everybody starts there as
-- well, hence the distance. Pinot compares a BYTES column with a lookup by ST_Equals, and with a literal by =.
SELECT COUNT(*) AS finished
FROM parkrun
WHERE runId = %(runId)s
  AND distance > 0
  AND ST_Equals(location, lookup('courses', 'endLocation', 'shortName', course)) = 1
LIMIT 1
