/**
 * What has to happen at once happens in Lua. No command in them can fail halfway: every key has one type for ever, and the
 * checks come first. Redis runs a script or refuses it whole (read-only, still loading); where memory is short it
 * refuses the first write that needs some, and none after it: so that one comes first.
 */

/**
 * KEYS lease fence; ARGV the fence that is held or '', how long the lease is good for in ms, the highest fence that was heard
 * of or 0. Returns the fence, or nil while another holds the lease. The time is the server's: gateways need not agree on
 * theirs. What was heard of counts too, since an empty server that takes over may have a clock that is behind.
 */
export const acquire = `
local holder = redis.call('GET', KEYS[1])
if holder then
  if holder ~= ARGV[1] then return false end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return holder
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fence = string.format('%d', math.max(tonumber(redis.call('GET', KEYS[2]) or 0) + 1, ARGV[3] + 1, now))
redis.call('SET', KEYS[2], fence)
redis.call('SET', KEYS[1], fence, 'PX', ARGV[2])
return fence
`

/** KEYS lease; ARGV fence. */
export const release = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`

/**
 * KEYS lease head keyframe memory deltas log; ARGV fence, lease ms, days to keep in s, channel, head that it follows or '',
 * its own head, memory, keyframe or '', the delta or '', then the entries of the log, one a line: those of a whole marathon
 * are more than a command may have arguments. Without a delta an epoch begins. Returns 1, or 0 and nothing has changed.
 */
export const publish = `
local lease, head, keyframe, memory, deltas, log = unpack(KEYS)
if redis.call('GET', lease) ~= ARGV[1] then return 0 end
if ARGV[5] ~= '' and redis.call('GET', head) ~= ARGV[5] then return 0 end
redis.call('SET', head, ARGV[6], 'EX', ARGV[3])
redis.call('PEXPIRE', lease, ARGV[2])
redis.call('SET', memory, ARGV[7], 'EX', ARGV[3])
if ARGV[9] == '' then redis.call('DEL', log) end
if ARGV[8] ~= '' then
  redis.call('SET', keyframe, ARGV[8], 'EX', ARGV[3])
  redis.call('DEL', deltas)
end
if ARGV[9] ~= '' then
  if ARGV[8] == '' then redis.call('RPUSH', deltas, ARGV[9]) end
  redis.call('PUBLISH', ARGV[4], 'frame ' .. ARGV[1] .. '\\n' .. ARGV[9])
else
  redis.call('PUBLISH', ARGV[4], 'epoch ' .. ARGV[1] .. '\\n' .. ARGV[8])
end
local lines = {}
for line in string.gmatch(ARGV[10], '[^\\n]+') do
  lines[#lines + 1] = line
  if #lines == 1000 then
    redis.call('RPUSH', log, unpack(lines))
    lines = {}
  end
end
if #lines > 0 then redis.call('RPUSH', log, unpack(lines)) end
redis.call('EXPIRE', deltas, ARGV[3])
redis.call('EXPIRE', log, ARGV[3])
return 1
`

/**
 * KEYS map lease; ARGV fence or '', whether the map is replaced ('1' or ''), channel, what to publish, then key, text, ...
 * Returns 1, or 0 and nothing has changed.
 */
export const note = `
if ARGV[1] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if ARGV[2] ~= '' then redis.call('DEL', KEYS[1]) end
for i = 5, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
`

/** KEYS map ids; ARGV id, text, channel. Returns the number that the text has in the list. */
export const append = `
local known = redis.call('HGET', KEYS[2], ARGV[1])
if known then return tonumber(known) end
local n = redis.call('HLEN', KEYS[1]) + 1
redis.call('HSET', KEYS[1], n, ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], n)
redis.call('PUBLISH', ARGV[3], cjson.encode({{tostring(n), ARGV[2]}}))
return n
`
