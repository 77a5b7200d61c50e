-- Keeps what a person or a cloud said, once per key; needs no lease.
-- KEYS record seen in due   ARGV id entry notAfter remember
if redis.call('EXISTS', KEYS[1]) == 0 then return 'no-such-migration' end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if ARGV[3] ~= '' and now > tonumber(ARGV[3]) then
  return redis.call('EXISTS', KEYS[2]) == 1 and 'seen' or 'late'
end
if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'EX', ARGV[4]) then return 'seen' end
redis.call('RPUSH', KEYS[3], ARGV[2])
redis.call('HINCRBY', KEYS[1], 'w', 1)
redis.call('ZADD', KEYS[4], now, ARGV[1])
return 'kept'
