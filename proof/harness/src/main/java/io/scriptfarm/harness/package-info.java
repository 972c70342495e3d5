/// Projects on disk and what builds make of them, for those who compare and measure builds.
@NullMarked
package io.scriptfarm.harness;

import org.jspecify.annotations.NullMarked;
