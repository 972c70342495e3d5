package io.scriptfarm.delivery.pull;

import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import java.util.Set;

/// Which scripts somebody runs.
///
/// @param keys whose manifests are believed. Who embeds this gives them; they are never taken from
///     the network here
/// @param view that manifests must have: a game server's is {@link Manifest.View#FULL}
/// @param kinds of artifacts: {@link Manifest#LUA}, `lua54`, …
/// @param forClients whether the manifest that game clients may see is wanted along with the full
///     one
public record ScriptSelection(
    WorkspaceName workspace,
    TrustedKeys keys,
    Manifest.View view,
    Set<String> kinds,
    boolean forClients) {

  public ScriptSelection {
    kinds = Set.copyOf(kinds);
    if (forClients && view != Manifest.View.FULL) {
      throw new IllegalArgumentException("the manifest for clients comes along with the full one");
    }
  }

  /// The Lua of everything, as a game server that hands nothing on runs it.
  public static ScriptSelection of(WorkspaceName workspace, TrustedKeys keys) {
    return new ScriptSelection(workspace, keys, Manifest.View.FULL, Set.of(Manifest.LUA), false);
  }

  public ScriptSelection withView(Manifest.View other) {
    return new ScriptSelection(workspace, keys, other, kinds, forClients);
  }

  public ScriptSelection withKinds(Set<String> others) {
    return new ScriptSelection(workspace, keys, view, others, forClients);
  }

  public ScriptSelection withManifestForClients() {
    return new ScriptSelection(workspace, keys, view, kinds, true);
  }
}
