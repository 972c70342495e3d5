package io.scriptfarm.contract;

import java.util.List;
import java.util.Optional;

/// How a script behaves as JavaScript and as Lua (requirement R10). Both were run, with calls of
/// its life cycle and with stubs for what a game's engine would define; `steps` are what they
/// printed, called and returned, as far as both did.
///
/// @param ended whether both came to their end
/// @param lua what ran the Lua
/// @param notes what else there is to know, in sentences
public record ParityReport(
    ProjectPath script,
    boolean ended,
    int steps,
    List<Difference> differences,
    String lua,
    List<String> notes) {
  public ParityReport {
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  /// Whether nothing differs, as far as that is known.
  public boolean agrees() {
    return ended && differences.isEmpty();
  }

  /// A line of a script, counted from 1; `file` is relative to the snapshot's root.
  public record Place(String file, int line) {}

  /// A step that is not the same.
  ///
  /// @param place where TypeScript did it, if that is known
  /// @param luaPlace where Lua did it, as a line of TypeScript
  /// @param what what differs, for people
  /// @param explanation what most likely is behind it
  public record Difference(
      Optional<Place> place,
      Optional<Place> luaPlace,
      String what,
      String typescript,
      String luaText,
      Optional<String> explanation) {}
}
