/// How a game server gets published scripts from a farm, or from a content delivery network, and
/// keeps them: {@link io.scriptfarm.runtime.pull.ScriptSubscription} follows a workspace, {@link
/// io.scriptfarm.runtime.pull.ScriptSource} fetches one generation.
@NullMarked
package io.scriptfarm.runtime.pull;

import org.jspecify.annotations.NullMarked;
