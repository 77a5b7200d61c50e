-- Creates several migrations and the group they are in, in one step; a machine that is taken stays out of it.
-- KEYS due out open all group, then record lock log of each   ARGV group-id group-json, then id json reader next head line of each
-- Answers 'together' and, for each, '' when it was created or the id of the migration that has its machine; fewer than
-- two free machines are no group: then nothing is written and the answer begins with 'alone'.
local known = redis.call('HGET', KEYS[5], 'answers')
if known then return cjson.decode(known) end
local answers, members, taken = { 'together' }, {}, {}
for i = 0, (#KEYS - 5) / 3 - 1 do
  local lock, id = KEYS[7 + 3 * i], ARGV[3 + 6 * i]
  local holder = taken[lock] or redis.call('GET', lock)
  answers[i + 2] = holder or ''
  if not holder then
    taken[lock] = id
    members[#members + 1] = id
  end
end
if #members < 2 then
  answers[1] = 'alone'
  return answers
end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
for i = 0, (#KEYS - 5) / 3 - 1 do
  if answers[i + 2] == '' then
    local record, lock, log, a = KEYS[6 + 3 * i], KEYS[7 + 3 * i], KEYS[8 + 3 * i], 3 + 6 * i
    redis.call('SET', lock, ARGV[a])
    redis.call('HSET', record, 'v', 1, 'e', 0, 'n', '', 'lease', 0, 'w', 0, 's', ARGV[a + 2], 'cid', '', 'j', ARGV[a + 1], 'next', ARGV[a + 3], 'head', ARGV[a + 4])
    redis.call('RPUSH', log, ARGV[a + 5])
    redis.call('ZADD', KEYS[1], now, ARGV[a])
    redis.call('ZADD', KEYS[2], now, ARGV[a])
    redis.call('ZADD', KEYS[3], now, ARGV[a])
    redis.call('ZADD', KEYS[4], now, ARGV[a])
  end
end
redis.call('HSET', KEYS[5], 'v', 1, 'j', ARGV[2], 'members', table.concat(members, ' '), 'answers', cjson.encode(answers))
redis.call('ZADD', KEYS[2], now, ARGV[1])
return answers
