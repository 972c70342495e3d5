package io.scriptfarm.store;

/// As {@link Scripts}, for builds. KEYS, where nothing else is said: a build's record and its
/// events, which lie in one slot.
final class BuildScripts {
  private BuildScripts() {}

  /// KEYS: the number of the youngest build. Gives a higher one, also after Redis lost its data:
  /// microseconds of its clock, as a rule.
  static final String NEXT_NUMBER =
      """
      local now = redis.call('TIME')
      local last = tonumber(redis.call('GET', KEYS[1]) or '0')
      local number = math.max(last + 1, now[1] * 1000000 + now[2])
      redis.call('SET', KEYS[1], string.format('%.0f', number))
      return number
      """;

  /// ARGV: owner, record, time to live. Gives 1.
  static final String OPEN =
      """
      redis.call('DEL', KEYS[1], KEYS[2])
      redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'record', ARGV[2], 'last', 0)
      redis.call('PEXPIRE', KEYS[1], ARGV[3])
      return 1
      """;

  /// ARGV: the owner, and who is to be it. Gives how many owners lost the build and did not take it
  /// again; -1 if the owner is not that one. Who takes his own build is `sound`.
  static final String TAKE =
      """
      if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return -1 end
      if ARGV[1] == ARGV[2] then
        redis.call('HSET', KEYS[1], 'sound', ARGV[1])
        for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
          if string.sub(field, 1, 5) == 'lost:' then redis.call('HDEL', KEYS[1], field) end
        end
        return 0
      end
      redis.call('HSET', KEYS[1], 'owner', ARGV[2])
      if ARGV[1] ~= '' and ARGV[2] ~= '' and redis.call('HGET', KEYS[1], 'sound') ~= ARGV[1] then
        redis.call('HSET', KEYS[1], 'lost:' .. ARGV[1], 1)
      end
      redis.call('HDEL', KEYS[1], 'lost:' .. ARGV[2])
      local lost = 0
      for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
        if string.sub(field, 1, 5) == 'lost:' then lost = lost + 1 end
      end
      return lost
      """;

  /// ARGV: owner, number of the first event, of the last one, the events, time to live, `1` if the
  /// build ends. Gives 1 when they are there, 0 when the build or events before them are not, -1
  /// when the owner is another one.
  static final String APPEND =
      """
      local owner = redis.call('HGET', KEYS[1], 'owner')
      if not owner then return 0 end
      if owner ~= ARGV[1] then return -1 end
      local last = tonumber(redis.call('HGET', KEYS[1], 'last'))
      if last < tonumber(ARGV[3]) then
        if last + 1 < tonumber(ARGV[2]) then return 0 end
        if last > 0 and redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
        redis.call('XADD', KEYS[2], ARGV[3] .. '-0', 'e', ARGV[4])
        redis.call('HSET', KEYS[1], 'last', ARGV[3])
      end
      if ARGV[6] == '1' then redis.call('HSET', KEYS[1], 'ended', 1) end
      redis.call('PEXPIRE', KEYS[1], ARGV[5])
      redis.call('PEXPIRE', KEYS[2], ARGV[5])
      return 1
      """;

  /// ARGV: number of an event, most entries. Gives nothing when the build is not known; else how
  /// many events there are, and the entries with that event and those after it.
  static final String READ =
      """
      local last = redis.call('HGET', KEYS[1], 'last')
      if not last then return {} end
      local answer = {tonumber(last)}
      local entries = redis.call('XRANGE', KEYS[2], ARGV[1] .. '-0', '+', 'COUNT', ARGV[2])
      for _, entry in ipairs(entries) do answer[#answer + 1] = entry[2][2] end
      return answer
      """;

  /// KEYS: records. Gives for each its owner; nil when the build has ended, or is not known.
  static final String OWNERS =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do
        answer[i] = redis.call('HEXISTS', key, 'ended') == 0 and redis.call('HGET', key, 'owner')
      end
      return answer
      """;
}
