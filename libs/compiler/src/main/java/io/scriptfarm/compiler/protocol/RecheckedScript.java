package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Diagnostic;
import java.util.List;

/// A script's diagnostics as `tstl` words them; `ambiguous` while the words depend on scripts
/// before it.
public record RecheckedScript(String path, List<Diagnostic> checks, boolean ambiguous) {}
