/// From a folder on disk to a snapshot: which folder is the root, which files belong to it, and
/// their digests.
@NullMarked
package io.scriptfarm.cli.snapshot;

import org.jspecify.annotations.NullMarked;
