-- Takes the lease on one thread; says whether another announcer's lease ran out under it.
-- KEYS thread out   ARGV id nonce lease
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local m = redis.call('HMGET', KEYS[1], 'n', 'lease')
local n = m[1] or ''
if n ~= '' and n ~= ARGV[2] and tonumber(m[2] or '0') > now then
  redis.call('ZADD', KEYS[2], m[2], ARGV[1])
  return { 'busy' }
end
redis.call('HSET', KEYS[1], 'n', ARGV[2], 'lease', now + ARGV[3])
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
return { 'claimed', (n ~= '' and n ~= ARGV[2]) and 1 or 0, now, redis.call('HGETALL', KEYS[1]) }
