-- Gives a thread back; `after` is milliseconds until it is due again, or `-`. A version newer than shown keeps it due.
-- `subject` is the record or the group: whatever the message shows.
-- KEYS thread out subject   ARGV id nonce after shown
if redis.call('HGET', KEYS[1], 'n') ~= ARGV[2] then return 'fenced' end
redis.call('HSET', KEYS[1], 'n', '', 'lease', 0)
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if ARGV[3] ~= '-' then
  redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
elseif (redis.call('HGET', KEYS[3], 'v') or ARGV[4]) ~= ARGV[4] then
  redis.call('ZADD', KEYS[2], now, ARGV[1])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return 'ok'
