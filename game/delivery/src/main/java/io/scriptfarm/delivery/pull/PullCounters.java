package io.scriptfarm.delivery.pull;

/// What was done since the beginning.
///
/// @param fromFarm artifacts that the farm gave
/// @param fromCdn artifacts that a content delivery network gave
/// @param fromDisk artifacts that the disk had
/// @param bytes that arrived as parts of artifacts, those that arrived twice counted twice
/// @param damaged artifacts that were not what they should be, on the wire or on the disk; none of
///     them was ever handed out
/// @param retries requests that were made again
/// @param unwritten artifacts and manifests that the disk did not take
/// @param switched generations that became current
/// @param failed times that a generation was not to be had, or not to be believed
public record PullCounters(
    long fromFarm,
    long fromCdn,
    long fromDisk,
    long bytes,
    long damaged,
    long retries,
    long unwritten,
    long switched,
    long failed) {}
