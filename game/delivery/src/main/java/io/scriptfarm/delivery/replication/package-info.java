/// Scripts from a game server to its clients (requirements R21 to R23): messages over a WebSocket,
/// as docs/replication.md has them byte by byte. A game embeds {@link
/// io.scriptfarm.delivery.replication.ReplicationServer} or {@link
/// io.scriptfarm.delivery.replication.ReplicationClient}.
@NullMarked
package io.scriptfarm.delivery.replication;

import org.jspecify.annotations.NullMarked;
