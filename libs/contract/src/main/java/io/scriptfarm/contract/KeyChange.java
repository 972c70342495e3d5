package io.scriptfarm.contract;

import java.util.Optional;

/// Why a script was compiled anew: a part of its key that is another one than before.
///
/// @param about what of that part changed, as people call it: a script, an option, a version
public record KeyChange(Part part, Optional<String> about) {
  /// Parts of a key.
  public enum Part {
    /// There was no such script before, so it was never compiled.
    NEW,
    /// Its own text.
    TEXT,
    /// Which file an import of it means.
    IMPORTS,
    /// What it sees of another script.
    SEES,
    /// What concerns all scripts: an ambient declaration, or a global one of a module.
    GLOBALS,
    /// Options of the compilers.
    OPTIONS,
    /// The compilers, or the farm's driver around them.
    TOOLCHAIN,
    /// It was compiled with all others, because plugins may see the whole program.
    PLUGINS,
    /// Nothing of its key: the store had its outcome no more, or what other scripts infer was not
    /// known in time.
    NOTHING,
    /// The states could not be compared.
    UNKNOWN
  }

  public static KeyChange of(Part part) {
    return new KeyChange(part, Optional.empty());
  }

  public static KeyChange of(Part part, String about) {
    return new KeyChange(part, Optional.of(about));
  }
}
