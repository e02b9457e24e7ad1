--[[
  Removes one step of the oldest entries of a stream and notes up to where.

  KEYS[1]  stream
  KEYS[2]  last id that was removed
  ARGV[1]  entries before this epoch ms go ('' for none)
  ARGV[2]  entries to keep at most ('' for all)
  ARGV[3]  entries to remove at most in this step
  Returns how many were removed.
]]
local step = tonumber(ARGV[3])
local excess = ARGV[2] == '' and 0 or redis.call('XLEN', KEYS[1]) - tonumber(ARGV[2])
local found = {}
if excess > 0 then
  found = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', math.min(excess, step))
end
if ARGV[1] ~= '' and #found < step then
  local aged = redis.call('XRANGE', KEYS[1], '-', '(' .. ARGV[1] .. '-0', 'COUNT', step)
  if #aged > #found then found = aged end
end
if #found == 0 then return 0 end
local last = found[#found][1]
local ms, seq = string.match(last, '(%d+)-(%d+)')
redis.call('XTRIM', KEYS[1], 'MINID', '=', ms .. '-' .. string.format('%.0f', tonumber(seq) + 1))
redis.call('SET', KEYS[2], last)
return #found
