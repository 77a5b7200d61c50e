-- Gives the lease back, unless something arrived since the caller read; `after` is milliseconds or `-` for no timer.
-- KEYS record in due   ARGV id epoch nonce version wakes after
local m = redis.call('HMGET', KEYS[1], 'e', 'n', 'v', 'w')
if m[1] ~= ARGV[2] or m[2] ~= ARGV[3] then return 'fenced' end
if m[3] ~= ARGV[4] or m[4] ~= ARGV[5] or redis.call('LLEN', KEYS[2]) > 0 then return 'again' end
redis.call('HSET', KEYS[1], 'lease', 0, 'n', '')
if ARGV[6] == '-' then
  redis.call('ZREM', KEYS[3], ARGV[1])
else
  local t = redis.call('TIME')
  redis.call('ZADD', KEYS[3], t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[6], ARGV[1])
end
return 'released'
