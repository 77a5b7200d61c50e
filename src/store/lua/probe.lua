-- Does once, to keys of its own, what Ferry and its queue do all the time; leaves nothing behind.
-- KEYS hash list set text stream
redis.call('TIME')
redis.call('HSET', KEYS[1], 'a', 1)
redis.call('HINCRBY', KEYS[1], 'a', 1)
redis.call('HMGET', KEYS[1], 'a')
redis.call('RPUSH', KEYS[2], 'a')
redis.call('LPOP', KEYS[2])
redis.call('ZADD', KEYS[3], 1, 'a')
redis.call('ZRANGEBYSCORE', KEYS[3], 0, 1)
redis.call('ZREM', KEYS[3], 'a')
redis.call('SET', KEYS[4], 'a', 'NX', 'EX', 1)
redis.call('XADD', KEYS[5], '*', 'a', 1)
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
return 'ok'
