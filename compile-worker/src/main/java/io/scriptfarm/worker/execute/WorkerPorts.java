package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.worker.artifact.CachedContents;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// What a worker reads from, writes to, and gives way to.
///
/// @param reachable whether the store answers now
public record WorkerPorts(
    CachedContents contents,
    OutcomeIndex outcomes,
    ClaimKeeper claims,
    Marks marks,
    Attempts attempts,
    Quarantine quarantine,
    Consumer<Completion> completions,
    BooleanSupplier reachable,
    Courtesy courtesy) {}
