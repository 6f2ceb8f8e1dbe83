-- The ten races with the newest gun time that were not deleted, each with the full name of its course.
SELECT runId,
       name,
       course,
       status,
       ToDateTime(startTime, 'yyyy-MM-dd HH:mm:ss') AS startTime,
       lookup('courses', 'longName', 'shortName', course) AS courseName
FROM races
WHERE visibility <> 'deleted'
ORDER BY startTime DESC, runId
LIMIT 10
