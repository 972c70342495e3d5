package io.scriptfarm.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why Redis answers, and does not do what it is asked: by the code at the head of its error, which
/// an error of a script carries inside.
enum Refusal {
  OOM("its memory is full; raise its maxmemory, or set maxmemory-policy volatile-lru"),
  MISCONF("it cannot write to its disk; make space there, and it goes on by itself"),
  READONLY("it is a replica, which takes no writes; farm.redis.uri must name the primary"),
  LOADING("it still loads its data; it goes on by itself"),
  NOAUTH("it asks for a password; give one in farm.redis.uri"),
  WRONGPASS("it does not know this user and password; see farm.redis.uri"),
  NOPERM("its user may not do this; give it the rights of deploy/redis/users.acl");

  /// How a script says that.
  private static final String NOT_IN_SCRIPTS = "The user executing the script can't";

  private static final Pattern CODE =
      Pattern.compile("(?:^|[\\s-])(OOM|MISCONF|READONLY|LOADING|NOAUTH|WRONGPASS|NOPERM)\\s");

  private final String remedy;

  Refusal(String remedy) {
    this.remedy = remedy;
  }

  /// What is so and what to do, as a clause.
  String remedy() {
    return remedy;
  }

  /// What an error of Redis means; absent when it is none that is known.
  static Optional<Refusal> of(String error) {
    if (error.contains(NOT_IN_SCRIPTS)) {
      return Optional.of(NOPERM);
    }
    Matcher code = CODE.matcher(error);
    return code.find() ? Optional.of(valueOf(code.group(1))) : Optional.empty();
  }
}
