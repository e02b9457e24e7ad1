--[[
  KEYS[1]  lease
  ARGV[1]  node
  ARGV[2]  time to live in ms
  Returns {fence, expires at}, or nil while another node holds it. The lease's key never expires: its fence only grows,
  also beyond what a server that lost its data had given out.
]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local held = redis.call('HMGET', KEYS[1], 'node', 'expires', 'fence')
if held[1] and held[1] ~= ARGV[1] and tonumber(held[2]) > now then return nil end
local fence = math.max(now, tonumber(held[3] or '0') + 1)
local expires = now + tonumber(ARGV[2])
redis.call('HSET', KEYS[1], 'node', ARGV[1], 'expires', string.format('%.0f', expires), 'fence', string.format('%.0f', fence))
return {fence, expires}
