/// What reaches running games: generations of a workspace, the manifests that say what is in them,
/// and who may see which of it (requirements R20 to R26).
@NullMarked
package io.scriptfarm.publication;

import org.jspecify.annotations.NullMarked;
