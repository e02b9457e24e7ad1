--[[
  Appends batches of sessions of one partition: of each batch all or nothing.

  KEYS per batch: lease, last batch, state; then the streams messages, detections, status, alerts, and the epoch.
  ARGV[1]  number of batches
  ARGV[2]  epoch, should the partition have none
  ARGV per batch: fence ('' for none), batch number, number of state keys, number of records,
                  per state key: 'S' or 'D' (set, delete), key, value ('' for D),
                  per record: stream (1 messages, 2 detections, 3 status, 4 alerts), JSON
  Returns the epoch; then per batch: -1 not under this fence or not after the last batch, 0 applied before, or the
  entry ids in order.
]]
local count = tonumber(ARGV[1])
local at = 3
local streams = {KEYS[count * 3 + 1], KEYS[count * 3 + 2], KEYS[count * 3 + 3], KEYS[count * 3 + 4]}
local epoch = redis.call('GET', KEYS[count * 3 + 5])
if not epoch then
  epoch = ARGV[2]
  redis.call('SET', KEYS[count * 3 + 5], epoch)
end
local replies = {epoch}
for index = 1, count do
  local lease, last, state = KEYS[index * 3 - 2], KEYS[index * 3 - 1], KEYS[index * 3]
  local fence, number, changes, records = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local first = at + 4
  at = first + changes * 3 + records * 2
  local done = tonumber(redis.call('GET', last) or '0')
  if fence ~= '' and fence ~= redis.call('HGET', lease, 'fence') then
    replies[index + 1] = -1
  elseif tonumber(number) <= done then
    replies[index + 1] = 0
  elseif fence ~= '' and tonumber(number) ~= done + 1 then
    replies[index + 1] = -1
  else
    local ids = {}
    for record = 0, records - 1 do
      local place = first + changes * 3 + record * 2
      ids[record + 1] = redis.call('XADD', streams[tonumber(ARGV[place])], '*', 'json', ARGV[place + 1])
    end
    for change = 0, changes - 1 do
      local place = first + change * 3
      if ARGV[place] == 'S' then
        redis.call('HSET', state, ARGV[place + 1], ARGV[place + 2])
      else
        redis.call('HDEL', state, ARGV[place + 1])
      end
    end
    redis.call('SET', last, number)
    replies[index + 1] = ids
  end
end
return replies
