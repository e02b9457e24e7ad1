--[[
  KEYS[1]  lease
  Returns {node, fence, expires at}, or nil when no node holds it.
]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local held = redis.call('HMGET', KEYS[1], 'node', 'fence', 'expires')
if not held[1] or tonumber(held[3]) <= now then return nil end
return held
