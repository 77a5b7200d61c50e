-- Prolongs a lease that is still the caller's.
-- KEYS record due   ARGV id epoch nonce lease
local m = redis.call('HMGET', KEYS[1], 'e', 'n')
if m[1] ~= ARGV[2] or m[2] ~= ARGV[3] then return 'fenced' end
local t = redis.call('TIME')
local lease = t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[4]
redis.call('HSET', KEYS[1], 'lease', lease)
redis.call('ZADD', KEYS[2], lease, ARGV[1])
return 'ok'
