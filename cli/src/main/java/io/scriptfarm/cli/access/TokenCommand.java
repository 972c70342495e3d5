package io.scriptfarm.cli.access;

import io.scriptfarm.access.AccessFile;
import io.scriptfarm.access.AccessFile.Content;
import io.scriptfarm.access.AccessFile.Entry;
import io.scriptfarm.access.Role;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `farm token NAME --role ROLE`: makes a credential. The token is printed, once; the file holds
/// its digest.
@Command(
    name = "token",
    description = {
      "Make a credential and print its token, which is nowhere else. A farm with a file of credentials",
      "lets nobody else in; services read it again when it changes."
    },
    footer = {"", "Exit codes: 0 done; 3 the file cannot be used; 64 wrong use."})
public final class TokenCommand implements Callable<Integer> {
  private static final int TOKEN_BYTES = 32;

  private final Settings settings;
  private final Console console;

  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "NAME", description = "Whose it is.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "admin, ci, editor, game-server or game-client.")
  private @Nullable String role;

  @Option(
      names = "--workspace",
      paramLabel = "WORKSPACE",
      description = "For games: keeps it to this workspace; may be given several times.")
  private List<String> workspaces = new ArrayList<>();

  @Option(names = "--revoke", description = "Take the credential of this name away first.")
  private boolean revoke;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Default: FARM_ACCESS, or access.json in FARM_HOME.")
  private @Nullable Path file;

  public TokenCommand(Settings settings, Console console) {
    this.settings = settings;
    this.console = console;
  }

  @Override
  public Integer call() {
    Path at = file == null ? settings.accessFile() : settings.current().resolve(file);
    try {
      boolean first = !Files.exists(at);
      List<Entry> all = new ArrayList<>(first ? List.of() : AccessFile.load(at).credentials());
      boolean revoked = revoke && all.removeIf(other -> other.name().equals(name));
      if (role == null && !revoked) {
        throw new IllegalArgumentException(
            revoke ? "there is no credential " + name : "which role? --role says it");
      }
      String token = role == null ? "" : add(all, Role.of(role));
      AccessFile.save(at, new Content(all));
      if (!token.isEmpty()) {
        console.out().println(token);
        console.out().flush();
      }
      if (first) {
        console.err().println("farm: made " + at + "; a running farm heeds it after ./farm down");
      }
    } catch (IOException | MalformedException e) {
      console.err().println("farm: " + at + " cannot be used: " + e.getMessage());
      return ExitCode.FARM;
    } catch (IllegalArgumentException e) {
      console.complain(e);
      return ExitCode.USAGE;
    }
    return ExitCode.SUCCESS;
  }

  /// Adds the credential to `all`.
  ///
  /// @return its token
  private String add(List<Entry> all, Role as) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Set<WorkspaceName> kept =
        workspaces.stream().map(WorkspaceName::new).collect(Collectors.toUnmodifiableSet());
    all.add(
        new Entry(
            name, as, Digest.ofUtf8(token), Optional.of(kept).filter(some -> !some.isEmpty())));
    return token;
  }
}
