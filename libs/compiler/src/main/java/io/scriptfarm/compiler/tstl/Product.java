package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a piece of compile work gave: its outcome, and the blobs that the outcome names and that
/// are to be stored before it. `byproducts` are outcomes of other work that are known now; they may
/// be stored with it. `scripts` is how many scripts were compiled for it; `found` says that nothing
/// was done for it, because the outcome is that of earlier work.
public record Product(
    CompileOutcome outcome,
    List<Blob> blobs,
    Map<CompileKey, Settled> byproducts,
    int scripts,
    boolean found) {
  public Product {
    blobs = List.copyOf(blobs);
    byproducts = Map.copyOf(byproducts);
  }

  public Product(CompileOutcome outcome, List<Blob> blobs, Map<CompileKey, Settled> byproducts) {
    this(outcome, blobs, byproducts, 0, false);
  }

  public Product(CompileOutcome outcome, List<Blob> blobs) {
    this(outcome, blobs, Map.of());
  }

  /// An outcome that names no blobs.
  public static Product of(CompileOutcome outcome) {
    return new Product(outcome, List.of());
  }

  /// The outcome of earlier work, whose blobs are stored.
  public static Product found(Settled outcome, Map<CompileKey, Settled> byproducts) {
    return new Product(outcome, List.of(), byproducts, 0, true);
  }

  /// The work could not begin, because the store gave up something that the build had put there.
  ///
  /// @param what the lost thing, as the subject of a sentence
  static Product lost(String what) {
    return of(new CompileOutcome.Lost(what));
  }

  /// As this one, with more by-products.
  Product with(Map<CompileKey, Settled> more) {
    Map<CompileKey, Settled> all = new HashMap<>(more);
    all.putAll(byproducts);
    return new Product(outcome, blobs, all, scripts, found);
  }

  /// As this one, with more blobs.
  Product with(List<Blob> more) {
    return new Product(
        outcome, Stream.concat(blobs.stream(), more.stream()).toList(), byproducts, scripts, found);
  }

  /// As this one, for which so many scripts were compiled.
  public Product compiling(int scripts) {
    return new Product(outcome, blobs, byproducts, scripts, found);
  }
}
