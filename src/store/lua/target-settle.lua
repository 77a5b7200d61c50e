-- What became of a call that prepares a target; the first word counts.
-- KEYS target
-- ARGV operation json
local text = redis.call('HGET', KEYS[1], 'call:' .. ARGV[1])
if not text then return 0 end
local call = cjson.decode(text)
if call.state ~= 'open' then return 0 end
local t = redis.call('TIME')
for name, value in pairs(cjson.decode(ARGV[2])) do call[name] = value end
call.endedAt = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('HSET', KEYS[1], 'call:' .. ARGV[1], cjson.encode(call))
return 1
