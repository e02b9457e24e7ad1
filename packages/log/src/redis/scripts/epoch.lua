--[[
  KEYS[1]  epoch of a partition
  ARGV[1]  epoch, should it have none: it is new, or the server lost its data
  Returns the epoch.
]]
local epoch = redis.call('GET', KEYS[1])
if epoch then return epoch end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
