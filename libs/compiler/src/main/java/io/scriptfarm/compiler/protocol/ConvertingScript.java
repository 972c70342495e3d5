package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Diagnostic;
import java.util.List;

/// What TSTL says of a script that converts functions, after the scripts before it.
public record ConvertingScript(String path, List<Diagnostic> transforms) {}
