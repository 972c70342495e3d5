package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.worker.artifact.CachedContents;
import java.util.function.Consumer;

/// What a worker reads from and writes to.
public record WorkerPorts(
    CachedContents contents,
    OutcomeIndex outcomes,
    Claims claims,
    Consumer<Completion> completions) {}
