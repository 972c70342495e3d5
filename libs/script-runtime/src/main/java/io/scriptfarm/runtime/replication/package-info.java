/// Scripts from a game server to its clients (requirements R21 to R23): messages over a WebSocket,
/// as docs/replication.md has them byte by byte. A game embeds {@link
/// io.scriptfarm.runtime.replication.ReplicationServer} or {@link
/// io.scriptfarm.runtime.replication.ReplicationClient}.
@NullMarked
package io.scriptfarm.runtime.replication;

import org.jspecify.annotations.NullMarked;
