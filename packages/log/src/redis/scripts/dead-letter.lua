--[[
  Acks an entry and sets it aside; once, however often it is called.

  KEYS[1]  stream
  KEYS[2]  dead letters of the group
  ARGV[1]  group
  ARGV[2]  entry id
  ARGV[3]  dead letters to keep
  ARGV[4...] fields and values of the dead letter
]]
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 1 then
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', unpack(ARGV, 4))
end
return 1
