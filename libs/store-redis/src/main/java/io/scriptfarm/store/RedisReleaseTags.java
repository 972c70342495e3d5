package io.scriptfarm.store;

import io.scriptfarm.publication.ReleaseTags;
import io.scriptfarm.publication.WorkspaceName;
import java.util.SortedMap;
import java.util.TreeMap;

final class RedisReleaseTags implements ReleaseTags {
  private static final String HASH = "tags";

  private final RedisLink redis;
  private final RedisReleases releases;

  RedisReleaseTags(RedisLink redis, RedisReleases releases) {
    this.redis = redis;
    this.releases = releases;
  }

  @Override
  public boolean set(WorkspaceName workspace, String tag, long generation) {
    return releases.setIfReleased(workspace, generation, HASH, tag, Long.toString(generation));
  }

  @Override
  public boolean remove(WorkspaceName workspace, String tag) {
    return redis.<Long>call(r -> r.hdel(Keys.generations(workspace, HASH), RedisReleases.utf8(tag)))
        == 1;
  }

  @Override
  public SortedMap<String, Long> all(WorkspaceName workspace) {
    SortedMap<String, Long> tags = new TreeMap<>();
    releases.all(workspace, HASH).forEach((tag, number) -> tags.put(tag, Long.valueOf(number)));
    return tags;
  }
}
