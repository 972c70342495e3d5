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

  /// KEYS: blob, its pins. ARGV: value, time to live. A blob that a generation pins gets none.
  /// Gives OK.
  static final String WRITE_BLOB =
      """
      if redis.call('EXISTS', KEYS[2]) == 1 then return redis.call('SET', KEYS[1], ARGV[1]) end
      return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
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

  /// KEYS: entry, its place in quarantine. ARGV: SHA-1 of the bad value, how long to keep it. Gives
  /// 1 if the entry still had that value and was moved, else 0.
  static final String QUARANTINE =
      """
      local value = redis.call('GET', KEYS[1])
      if not value or redis.sha1hex(value) ~= ARGV[1] then return 0 end
      redis.call('RENAME', KEYS[1], KEYS[2])
      redis.call('PEXPIRE', KEYS[2], ARGV[2])
      return 1
      """;

  /// KEYS: entry. ARGV: SHA-1 of the bad value. Gives 1 if the entry still had that value and was
  /// deleted, else 0.
  static final String DELETE_IF_SAME =
      """
      local value = redis.call('GET', KEYS[1])
      if not value or redis.sha1hex(value) ~= ARGV[1] then return 0 end
      return redis.call('DEL', KEYS[1])
      """;

  /// Pins blobs. KEYS: for each the blob and its pins. ARGV: who holds it, `1` if also what is
  /// missing is pinned, as soon as it is written. Gives 1 for each that is there, else 0.
  static final String PIN =
      """
      local answer = {}
      for i = 1, #KEYS, 2 do
        local there = redis.call('PERSIST', KEYS[i]) == 1 or redis.call('EXISTS', KEYS[i]) == 1
        if there or ARGV[2] == '1' then redis.call('SADD', KEYS[i + 1], ARGV[1]) end
        answer[#answer + 1] = there and 1 or 0
      end
      return answer
      """;

  /// KEYS: as {@link #PIN} has them. ARGV: who held them, time to live of what nobody holds any
  /// more. Gives 1 for each that nobody holds, else 0.
  static final String UNPIN =
      """
      local answer = {}
      for i = 1, #KEYS, 2 do
        redis.call('SREM', KEYS[i + 1], ARGV[1])
        local free = redis.call('EXISTS', KEYS[i + 1]) == 0
        if free then redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
        answer[#answer + 1] = free and 1 or 0
      end
      return answer
      """;

  /// Begins to keep a release, before its blobs are pinned. KEYS: releases, the generations' pins,
  /// loose ones, highest number. ARGV: number, digests, when its pins go if nothing more is said.
  /// Gives 1 if the release was not there, else 0.
  static final String BEGIN_RELEASE =
      """
      if tonumber(redis.call('GET', KEYS[4]) or '0') < tonumber(ARGV[1]) then
        redis.call('SET', KEYS[4], ARGV[1])
      end
      if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 0 end
      redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
      redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
      return 1
      """;

  /// Keeps a release whose blobs are pinned. KEYS: releases, loose ones. ARGV: number, release.
  /// Gives 1; 0 when its pins went meanwhile.
  static final String KEEP_RELEASE =
      """
      if redis.call('HDEL', KEYS[2], ARGV[1]) == 0 then return 0 end
      redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
      return 1
      """;

  /// Takes the pins of a generation that is not kept. KEYS: the generations' pins, loose ones.
  /// ARGV: number, now. Gives its digests, in a list; nothing when they are to stay, or are gone.
  static final String TAKE_PINS =
      """
      local due = redis.call('HGET', KEYS[2], ARGV[1])
      if not due or tonumber(due) > tonumber(ARGV[2]) then return {} end
      return {redis.call('HGET', KEYS[1], ARGV[1])}
      """;

  /// KEYS: releases, loose ones, tags, servers. ARGV: how many of the youngest to keep, now. A
  /// server is `number:expiry`. Gives the numbers of the releases that it forgot, whose pins may
  /// go.
  static final String COLLECT =
      """
      local keep, kept, numbers, gone = tonumber(ARGV[1]), {}, {}, {}
      for _, number in ipairs(redis.call('HVALS', KEYS[3])) do kept[number] = true end
      local servers = redis.call('HGETALL', KEYS[4])
      for i = 1, #servers, 2 do
        local number, expiry = string.match(servers[i + 1], '^(%d+):(%d+)')
        if tonumber(expiry) < tonumber(ARGV[2]) then
          redis.call('HDEL', KEYS[4], servers[i])
        else
          kept[number] = true
        end
      end
      for _, number in ipairs(redis.call('HKEYS', KEYS[1])) do numbers[#numbers + 1] = tonumber(number) end
      table.sort(numbers, function(a, b) return a > b end)
      for i = keep + 1, #numbers do
        local number = string.format('%.0f', numbers[i])
        if not kept[number] then
          redis.call('HSET', KEYS[2], number, ARGV[2])
          redis.call('HDEL', KEYS[1], number)
          gone[#gone + 1] = number
        end
      end
      return gone
      """;

  /// KEYS: releases, a hash. ARGV: number, field, value. Sets the field if there is such a release;
  /// gives 1 then, else 0.
  static final String SET_IF_RELEASED =
      """
      if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
      redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
      return 1
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

  /// KEYS: claims. ARGV: owner. Gives 1 for each claim that the owner holds, else 0.
  static final String HELD =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do
        answer[i] = redis.call('GET', key) == ARGV[1] and 1 or 0
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

  /// KEYS: attempts. ARGV: the attempt, how long to keep it. Gives how many there are of each.
  static final String BEGIN =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do
        redis.call('SADD', key, ARGV[1])
        redis.call('PEXPIRE', key, ARGV[2])
        answer[i] = redis.call('SCARD', key)
      end
      return answer
      """;

  /// KEYS: attempts. ARGV: the attempt. Gives 1 for each that was there, else 0.
  static final String TAKE_BACK =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do answer[i] = redis.call('SREM', key, ARGV[1]) end
      return answer
      """;

  /// KEYS: what to delete. Gives 1 for each that was there, else 0.
  static final String DELETE =
      """
      local answer = {}
      for i, key in ipairs(KEYS) do answer[i] = redis.call('DEL', key) end
      return answer
      """;

  /// KEYS: poison, its times. ARGV: the time before which it is forgotten, how many are kept, then
  /// for each its key, its JSON and its time. Gives how many there are.
  static final String PUT_POISON =
      """
      for i = 3, #ARGV, 3 do
        redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
        redis.call('ZADD', KEYS[2], ARGV[i + 2], ARGV[i])
      end
      local old = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])
      local beyond = redis.call('ZRANGE', KEYS[2], 0, -1 - tonumber(ARGV[2]))
      for _, list in ipairs({old, beyond}) do
        for _, key in ipairs(list) do
          redis.call('HDEL', KEYS[1], key)
          redis.call('ZREM', KEYS[2], key)
        end
      end
      return redis.call('ZCARD', KEYS[2])
      """;

  /// KEYS: poison, its times. ARGV: how many. Gives the JSON of the youngest, in order.
  static final String LATEST_POISON =
      """
      local answer = {}
      for _, key in ipairs(redis.call('ZREVRANGE', KEYS[2], 0, tonumber(ARGV[1]) - 1)) do
        answer[#answer + 1] = redis.call('HGET', KEYS[1], key)
      end
      return answer
      """;

  /// KEYS: poison, its times. ARGV: keys. Gives the JSON of each, or nil.
  static final String FIND_POISON =
      """
      local answer = {}
      for i, key in ipairs(ARGV) do answer[i] = redis.call('HGET', KEYS[1], key) end
      return answer
      """;

  /// KEYS: poison, its times. ARGV: a key. Gives what there was of it, in a list.
  static final String RELEASE_POISON =
      """
      local value = redis.call('HGET', KEYS[1], ARGV[1])
      redis.call('HDEL', KEYS[1], ARGV[1])
      redis.call('ZREM', KEYS[2], ARGV[1])
      return {value}
      """;
}
