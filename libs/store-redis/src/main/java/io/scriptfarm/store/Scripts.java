package io.scriptfarm.store;

/// What runs inside Redis, because it must be atomic or would take a round trip per key. Redis 6.2
/// suffices. Times are in milliseconds.
final class Scripts {
  private Scripts() {}

  /// Restarts the time to live of `key` once half of it is over, so that most reads write nothing.
  /// An entry without one (pinned) keeps none; ttl 0 means: leave it alone.
  private static final String REFRESH =
      """
      local function refresh(key, ttl, left)
        if left >= 0 and left < ttl / 2 then redis.call('PEXPIRE', key, ttl) end
      end
      """;

  /// KEYS: what to read. ARGV: time to live, most bytes to answer. Gives for each key its value,
  /// nil when it does not exist, or its size when it did not fit any more.
  static final String READ =
      REFRESH
          + """
          local ttl, room, answer = tonumber(ARGV[1]), tonumber(ARGV[2]), {}
          for i, key in ipairs(KEYS) do
            local size = redis.call('STRLEN', key)
            if size == 0 then
              answer[i] = false
            elseif size > room then
              answer[i] = size
            else
              room = room - size
              answer[i] = redis.call('GET', key)
              if ttl > 0 then refresh(key, ttl, redis.call('PTTL', key)) end
            end
          end
          return answer
          """;

  /// KEYS: what to look for. ARGV: time to live. Gives 1 for each key that exists, else 0.
  static final String EXISTS =
      REFRESH
          + """
          local ttl, answer = tonumber(ARGV[1]), {}
          for i, key in ipairs(KEYS) do
            local left = redis.call('PTTL', key)
            answer[i] = left == -2 and 0 or 1
            refresh(key, ttl, left)
          end
          return answer
          """;

  /// KEYS: entry, its place in quarantine, counters. ARGV: SHA-1 of the bad value, how long to
  /// keep it, counter to raise. Gives 1 if the entry still had that value and was moved, else 0.
  static final String QUARANTINE =
      """
      local value = redis.call('GET', KEYS[1])
      if not value or redis.sha1hex(value) ~= ARGV[1] then return 0 end
      redis.call('RENAME', KEYS[1], KEYS[2])
      redis.call('PEXPIRE', KEYS[2], ARGV[2])
      redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
      return 1
      """;

  /// KEYS: entry, counters. ARGV: SHA-1 of the bad value, counter to raise. Gives 1 if the entry
  /// still had that value and was deleted, else 0.
  static final String DELETE_IF_SAME =
      """
      local value = redis.call('GET', KEYS[1])
      if not value or redis.sha1hex(value) ~= ARGV[1] then return 0 end
      redis.call('DEL', KEYS[1])
      redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
      return 1
      """;

  /// KEYS: outcome, its blobs. ARGV: SHA-1 of the outcome. Gives 1 if the outcome was still the
  /// same, lacked a blob and was deleted, else 0.
  static final String DELETE_IF_INCOMPLETE =
      """
      local value = redis.call('GET', KEYS[1])
      if not value or redis.sha1hex(value) ~= ARGV[1] then return 0 end
      for i = 2, #KEYS do
        if redis.call('EXISTS', KEYS[i]) == 0 then return redis.call('DEL', KEYS[1]) end
      end
      return 0
      """;

  /// KEYS: claims. ARGV: owner, lease. Gives 1 for each claim that the owner now holds, else 0.
  static final String CLAIM =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do
        local holder = redis.call('GET', key)
        answer[i] = 0
        if not holder or holder == ARGV[1] then
          redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
          answer[i] = 1
        end
      end
      return answer
      """;

  /// KEYS: claims. ARGV: owner, lease. Gives 1 for each claim that the owner still held, else 0.
  static final String RENEW =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do
        answer[i] = 0
        if redis.call('GET', key) == ARGV[1] then
          answer[i] = redis.call('PEXPIRE', key, ARGV[2])
        end
      end
      return answer
      """;

  /// KEYS: claims. ARGV: owner. Gives 1 for each claim that the owner gave up, else 0.
  static final String RELEASE =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do
        answer[i] = 0
        if redis.call('GET', key) == ARGV[1] then answer[i] = redis.call('DEL', key) end
      end
      return answer
      """;
}
