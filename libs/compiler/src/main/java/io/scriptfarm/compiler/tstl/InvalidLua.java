package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.lua.LuaCompiler;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileOutcome.OutputFile;
import io.scriptfarm.contract.Diagnostic;
import java.util.Optional;

/// An output that its engines cannot load, which TSTL wrote without a word: `text` is all of it.
record InvalidLua(BytecodeFormat format, OutputFile output, String text, LuaCompiler.NotLua error) {
  /// The code of the farm's own diagnostic for it.
  private static final int CODE = 3;

  /// A warning, because `tstl` has no error here, and its exit code is the build's.
  Diagnostic diagnostic() {
    return new Diagnostic(
        Diagnostic.Category.WARNING,
        CODE,
        Optional.of("scriptfarm"),
        Optional.of(place()),
        format.compiler() + " cannot load this Lua: " + error.message());
  }

  /// The whole line of the Lua.
  private Diagnostic.Location place() {
    int start = 0;
    for (int line = 1; line < error.line() && text.indexOf('\n', start) >= 0; line++) {
      start = text.indexOf('\n', start) + 1;
    }
    int end = text.indexOf('\n', start);
    int length = (end < 0 ? text.length() : end) - start;
    return new Diagnostic.Location(output.path(), start, length, error.line(), 1);
  }
}
