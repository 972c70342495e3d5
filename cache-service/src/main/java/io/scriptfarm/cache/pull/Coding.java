package io.scriptfarm.cache.pull;

/// How content is put on the wire (RFC 9110, section 8.4).
enum Coding {
  /// As the script is.
  IDENTITY,
  /// As it is stored: one zstd frame (RFC 8878).
  ZSTD
}
