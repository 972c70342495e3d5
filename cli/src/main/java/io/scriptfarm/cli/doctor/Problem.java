package io.scriptfarm.cli.doctor;

/// Something that a user may want to know before a build tells. Some of it is in the way of the
/// build; the rest only differs from `tstl`, or may come up.
///
/// @param what is the matter, and why
/// @param next what to do about it; empty when `what` says it
record Problem(boolean inTheWay, String what, String next) {
  static Problem error(String what, String next) {
    return new Problem(true, what, next);
  }

  static Problem note(String what, String next) {
    return new Problem(false, what, next);
  }
}
