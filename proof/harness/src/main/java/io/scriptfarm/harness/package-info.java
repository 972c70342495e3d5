/// Farms as processes, projects on disk, and what builds make of them: for tests and benchmarks.
@NullMarked
package io.scriptfarm.harness;

import org.jspecify.annotations.NullMarked;
