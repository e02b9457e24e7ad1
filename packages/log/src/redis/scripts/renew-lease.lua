--[[
  KEYS[1]  lease
  ARGV[1]  node
  ARGV[2]  fence
  ARGV[3]  time to live in ms; '0' releases
  Returns the new expiry, or nil when the lease is no longer this one.
]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local held = redis.call('HMGET', KEYS[1], 'node', 'fence', 'expires')
if held[1] ~= ARGV[1] or held[2] ~= ARGV[2] or tonumber(held[3]) <= now then return nil end
local expires = ARGV[3] == '0' and 0 or now + tonumber(ARGV[3])
redis.call('HSET', KEYS[1], 'expires', string.format('%.0f', expires))
return expires
