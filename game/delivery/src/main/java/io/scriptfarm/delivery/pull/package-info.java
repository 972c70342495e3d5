/// How a game server gets published scripts from a farm, or from a content delivery network, and
/// keeps them: {@link io.scriptfarm.delivery.pull.ScriptSubscription} follows a workspace, {@link
/// io.scriptfarm.delivery.pull.ScriptSource} fetches one generation.
@NullMarked
package io.scriptfarm.delivery.pull;

import org.jspecify.annotations.NullMarked;
