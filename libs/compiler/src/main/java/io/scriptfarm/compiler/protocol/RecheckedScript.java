package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Diagnostic;
import java.util.List;

/// A file's diagnostics as `tstl` words them.
public record RecheckedScript(String path, List<Diagnostic> checks) {}
