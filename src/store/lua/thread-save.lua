-- Writes fields of one thread while its lease is the caller's, and prolongs the lease.
-- KEYS thread   ARGV nonce lease field value...
if redis.call('HGET', KEYS[1], 'n') ~= ARGV[1] then return 'fenced' end
local t = redis.call('TIME')
redis.call('HSET', KEYS[1], 'lease', t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[2])
for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
return 'ok'
