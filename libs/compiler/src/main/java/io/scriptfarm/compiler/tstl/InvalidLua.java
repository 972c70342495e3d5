package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.lua.LuaCompiler;
import java.util.Optional;

/// An output that its engines cannot load, which TSTL wrote without a word.
record InvalidLua(BytecodeFormat format, OutputFile output, LuaCompiler.NotLua error) {
  /// The code of the farm's own diagnostic for it.
  private static final int CODE = 3;

  /// A warning, because `tstl` has no error here, and its exit code is the build's. On the line of
  /// TypeScript, or else on that of the Lua, without an offset.
  Diagnostic diagnostic(SourceLocator locator) {
    return new Diagnostic(
        Diagnostic.Category.WARNING,
        CODE,
        Optional.of("scriptfarm"),
        Optional.of(
            locator
                .of(output, error.line())
                .orElse(new Diagnostic.Location(output.path(), 0, 0, error.line(), 1))),
        format.compiler()
            + " cannot load what this becomes, "
            + output.path()
            + ":"
            + error.line()
            + ": "
            + error.message());
  }
}
