package io.scriptfarm.compiler.tstl;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.compiler.protocol.TranspileAnswer;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.TranspileJob;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes of what became of a script its outcome.
final class TranspileProduct {
  private TranspileProduct() {}

  static Product of(TranspileAnswer script) {
    Optional<Blob> text =
        script.text().filter(JsonNode::isObject).map(json -> Blob.ofUtf8(json.toString()));
    Optional<Blob> sourceMap = script.map().map(Blob::ofUtf8);
    return new Product(
        new TranspileJob.Transpiled(
            text.map(Blob::digest),
            sourceMap.map(Blob::digest),
            script.inferred(),
            script.checks(),
            script.transforms()),
        Stream.of(text, sourceMap).flatMap(Optional::stream).toList());
  }
}
