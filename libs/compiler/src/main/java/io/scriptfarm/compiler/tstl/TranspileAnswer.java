package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.TranspileJob;
import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What became of a script, as the driver's `transpile.ts` has it.
record TranspileAnswer(
    Optional<JsonNode> text,
    Optional<String> map,
    Optional<Digest> inferred,
    List<Diagnostic> checks,
    List<Diagnostic> transforms,
    boolean ambiguous) {

  Product product() {
    Optional<Blob> blob = text.filter(JsonNode::isObject).map(json -> Blob.ofUtf8(json.toString()));
    Optional<Blob> sourceMap = map.map(Blob::ofUtf8);
    return new Product(
        new TranspileJob.Transpiled(
            blob.map(Blob::digest),
            sourceMap.map(Blob::digest),
            inferred,
            checks,
            transforms,
            ambiguous),
        Stream.of(blob, sourceMap).flatMap(Optional::stream).toList());
  }
}
