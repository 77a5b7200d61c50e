-- The lease holder's write: record, events and deadline together, or nothing.
-- KEYS record log due out in freeze open lock quarantine identity
-- ARGV id epoch nonce version commit json next reader head lease ended intent freeze line...
local m = redis.call('HMGET', KEYS[1], 'cid', 'e', 'n', 'v')
if m[1] == ARGV[5] then return 'ok' end
if m[2] ~= ARGV[2] or m[3] ~= ARGV[3] then return 'fenced' end
if m[4] ~= ARGV[4] then return 'moved' end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if ARGV[12] == '1' then
  if redis.call('LLEN', KEYS[5]) > 0 then return 'undecided' end
  if (redis.call('HGET', KEYS[6], 'count') or '0') ~= ARGV[13] then return 'freeze' end
  if tonumber(redis.call('GET', KEYS[9]) or '0') > now then return 'quarantine' end
  -- Another Redis than the one that was last looked at: whoever looks next begins the quarantine.
  local known = redis.call('HGET', KEYS[10], 'id')
  if known and known ~= string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)') then return 'quarantine' end
end
redis.call('HSET', KEYS[1], 'v', m[4] + 1, 'cid', ARGV[5], 'j', ARGV[6], 'next', ARGV[7], 's', ARGV[8], 'head', ARGV[9], 'lease', now + ARGV[10])
for i = 14, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
redis.call('ZADD', KEYS[3], now + ARGV[10], ARGV[1])
redis.call('ZADD', KEYS[4], 'LT', now, ARGV[1])
if ARGV[11] == '1' then
  redis.call('ZREM', KEYS[7], ARGV[1])
  if redis.call('GET', KEYS[8]) == ARGV[1] then redis.call('DEL', KEYS[8]) end
end
return 'ok'
