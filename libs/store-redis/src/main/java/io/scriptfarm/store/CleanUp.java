package io.scriptfarm.store;

import java.time.Duration;

/// What a clean-up did.
///
/// @param blobsVerified blobs whose content was compared with their digest
/// @param bytesVerified the size of these blobs as stored
/// @param blobsQuarantined those of them that did not match and were moved away
/// @param outcomesVerified outcomes that were looked at
/// @param outcomesDropped those of them that were damaged, or named a blob that is gone
/// @param finished whether the walk has come to its end; if not, the next one goes on from there
/// @param took how long it took
public record CleanUp(
    long blobsVerified,
    long bytesVerified,
    long blobsQuarantined,
    long outcomesVerified,
    long outcomesDropped,
    boolean finished,
    Duration took) {}
