/// The agent: a process that stays between commands and runs them for the launcher, warm and with
/// what it remembers.
@NullMarked
package io.scriptfarm.cli.agent;

import org.jspecify.annotations.NullMarked;
