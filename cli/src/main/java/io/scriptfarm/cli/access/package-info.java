/// Credentials for a farm that asks for them.
@NullMarked
package io.scriptfarm.cli.access;

import org.jspecify.annotations.NullMarked;
