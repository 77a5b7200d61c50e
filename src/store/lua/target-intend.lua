-- Writes down a call that prepares a target, last thing before it is sent, or says why it may not be sent.
-- KEYS target freeze quarantine identity
-- ARGV kind operation json patience
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local frozen = redis.call('HMGET', KEYS[2], 'by', 'reason')
if frozen[1] then return { 'frozen', frozen[1], frozen[2] or '' } end
if tonumber(redis.call('GET', KEYS[3]) or '0') > now then return { 'quarantine' } end
local known = redis.call('HGET', KEYS[4], 'id')
if known and known ~= string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)') then return { 'quarantine' } end
local last = redis.call('HGET', KEYS[1], 'last:' .. ARGV[1])
if last then
  local sent = cjson.decode(redis.call('HGET', KEYS[1], 'call:' .. last))
  if sent.state == 'open' and now - sent.sentAt < tonumber(ARGV[4]) then return { 'under-way', redis.call('HGET', KEYS[1], 'call:' .. last) } end
end
local call = cjson.decode(ARGV[3])
call.sentAt = now
redis.call('HSET', KEYS[1], 'last:' .. ARGV[1], ARGV[2], 'call:' .. ARGV[2], cjson.encode(call))
return { 'ok' }
