package io.scriptfarm.compiler.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import java.util.List;
import java.util.Optional;

/// What became of a script. `text` is for linking only, and is kept as it comes; `inferred` is a
/// digest of what its functions' bodies mean to other scripts.
public record TranspileAnswer(
    Optional<JsonNode> text,
    Optional<String> map,
    Optional<Digest> inferred,
    List<Diagnostic> checks,
    List<Diagnostic> transforms) {}
