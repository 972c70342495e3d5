package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.CompileKey;
import java.util.function.Supplier;

/// Where the work of a job with several keys sends its pieces, one after the other. The sink runs
/// each piece, so it may time it, leave it out, or end the job before it.
///
/// @param <X> how the sink ends the job
@FunctionalInterface
public interface ProductSink<X extends Exception> {
  /// @param piece gives what settles `key`
  /// @throws X when the job is to end before this piece
  void accept(CompileKey key, Supplier<Product> piece) throws X;
}
