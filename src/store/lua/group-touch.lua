-- Makes a group's message due when what it shows of one member has changed since the last touch.
-- KEYS group out   ARGV group-id member mark
if redis.call('EXISTS', KEYS[1]) == 0 then return 'gone' end
if redis.call('HGET', KEYS[1], 'seen:' .. ARGV[2]) == ARGV[3] then return 'same' end
redis.call('HSET', KEYS[1], 'seen:' .. ARGV[2], ARGV[3])
redis.call('HINCRBY', KEYS[1], 'v', 1)
local t = redis.call('TIME')
redis.call('ZADD', KEYS[2], 'LT', t[1] * 1000 + math.floor(t[2] / 1000), ARGV[1])
return 'ok'
