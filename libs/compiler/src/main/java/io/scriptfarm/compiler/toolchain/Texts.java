package io.scriptfarm.compiler.toolchain;

import io.scriptfarm.contract.Digest;
import java.util.Optional;

/// Where the sources of compilers come from.
@FunctionalInterface
public interface Texts {
  /// Empty when there is no such content.
  Optional<String> read(Digest digest);
}
