/// Generations on disk: as files to run, and as a tree for a content delivery network.
@NullMarked
package io.scriptfarm.cli.pull;

import org.jspecify.annotations.NullMarked;
