-- A process says that it is there; whoever has been silent for long is forgotten.
-- KEYS seen about heard   ARGV id kind about forget
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[3], ARGV[2], now)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], 0, now - ARGV[4])) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
return now
