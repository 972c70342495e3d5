package io.scriptfarm.cli.generation;

import io.scriptfarm.api.VerificationKeys;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `farm keys`: the public keys that verify manifests.
@Command(
    name = "keys",
    description = "Print the public keys that verify manifests (Ed25519, X.509 in Base64).",
    footer = {"", "Exit codes: 0 done; 3 the farm could not do it; 64 wrong use."})
public final class KeysCommand extends FarmCommand {
  @Option(
      names = "--rotate",
      description = {
        "Sign with a new key from now on. What the old one signed stays valid; give the new list to",
        "servers that hold one of their own before the next build is published."
      })
  private boolean rotate;

  public KeysCommand(Settings settings, Console console, Session session) {
    super(settings, console, session);
  }

  @Override
  protected void run(FarmClient farm, Settings settings, Console console) throws FarmException {
    VerificationKeys answer = rotate ? farm.rotateKeys() : farm.keys();
    answer.keys().forEach(console.out()::println);
    console.err().println("signs now: " + answer.current());
  }
}
