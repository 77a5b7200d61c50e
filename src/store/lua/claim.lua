-- Takes or renews the lease on one migration for a caller's nonce.
-- KEYS record due   ARGV id nonce lease reader
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return { 'gone' }
end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local m = redis.call('HMGET', KEYS[1], 's', 'lease', 'n', 'e')
if tonumber(m[1]) > tonumber(ARGV[4]) then
  redis.call('ZADD', KEYS[2], now + 60000, ARGV[1])
  return { 'newer' }
end
if tonumber(m[2]) > now and m[3] ~= ARGV[2] then
  redis.call('HINCRBY', KEYS[1], 'w', 1)
  redis.call('ZADD', KEYS[2], m[2], ARGV[1])
  return { 'busy' }
end
local e = tonumber(m[4])
if m[3] ~= ARGV[2] then e = redis.call('HINCRBY', KEYS[1], 'e', 1) end
local lease = now + ARGV[3]
redis.call('HSET', KEYS[1], 'n', ARGV[2], 'lease', lease)
redis.call('ZADD', KEYS[2], lease, ARGV[1])
return { 'claimed', e, now }
