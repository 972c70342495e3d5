package io.scriptfarm.cli.run;

import java.util.List;

/// Gives the command that runs a process. To be asked for when it is about to be started: what it
/// needs on the disk is made ready.
@FunctionalInterface
interface CommandLines {
  List<String> of(String process) throws RunException;
}
