/// What a Java game server embeds to have scripts: `pull` follows a workspace of the farm and keeps
/// its generations, `replication` hands them on to game clients (requirements R20 to R26). What
/// lies in this package is shared by both. Nothing here runs a script.
@NullMarked
package io.scriptfarm.delivery;

import org.jspecify.annotations.NullMarked;
