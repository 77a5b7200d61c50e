-- Creates a migration and takes its machine's lock in one step.
-- KEYS record lock log due out open all   ARGV id json reader next head line
if redis.call('EXISTS', KEYS[1]) == 1 then return { 'created' } end
local holder = redis.call('GET', KEYS[2])
if holder then return { 'taken', holder } end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('SET', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[1], 'v', 1, 'e', 0, 'n', '', 'lease', 0, 'w', 0, 's', ARGV[3], 'cid', '', 'j', ARGV[2], 'next', ARGV[4], 'head', ARGV[5])
redis.call('RPUSH', KEYS[3], ARGV[6])
redis.call('ZADD', KEYS[4], now, ARGV[1])
redis.call('ZADD', KEYS[5], now, ARGV[1])
redis.call('ZADD', KEYS[6], now, ARGV[1])
redis.call('ZADD', KEYS[7], now, ARGV[1])
return { 'created' }
