package io.scriptfarm.orchestration;

import io.scriptfarm.api.Urgency;

/// On whose behalf keys are settled: `build` owns the claims, `tenant` shares the queue with
/// others, `urgency` says who goes first, and `observer` hears of each outcome on the calling
/// thread as it comes, as `profile` does of the time that goes.
record Order(
    String build, String tenant, Urgency urgency, Fleet.Observer observer, Profile profile) {
  /// Nobody asks where the time goes.
  Order(String build, String tenant, Urgency urgency, Fleet.Observer observer) {
    this(build, tenant, urgency, observer, Profile.NONE);
  }
}
