-- Decides the first entry of the inbox: takes it out and applies its events together; needs no lease.
-- KEYS record in log due out open lock   ARGV id version entry json next reader head ended line...
if redis.call('LINDEX', KEYS[2], 0) ~= ARGV[3] then return 'taken' end
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[2] then return 'moved' end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('LPOP', KEYS[2])
redis.call('HSET', KEYS[1], 'v', ARGV[2] + 1, 'j', ARGV[4], 'next', ARGV[5], 's', ARGV[6], 'head', ARGV[7])
redis.call('HINCRBY', KEYS[1], 'w', 1)
for i = 9, #ARGV do redis.call('RPUSH', KEYS[3], ARGV[i]) end
redis.call('ZADD', KEYS[4], now, ARGV[1])
redis.call('ZADD', KEYS[5], 'LT', now, ARGV[1])
if ARGV[8] == '1' then
  redis.call('ZREM', KEYS[6], ARGV[1])
  if redis.call('GET', KEYS[7]) == ARGV[1] then redis.call('DEL', KEYS[7]) end
end
return 'decided'
