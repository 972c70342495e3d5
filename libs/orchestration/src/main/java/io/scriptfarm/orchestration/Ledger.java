package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildJournal;
import io.scriptfarm.contract.BuildRecords;

/// Where a gateway writes its builds down, so that the others of its farm know them.
///
/// @param gateway this one's id, which is made anew when it starts
public record Ledger(String gateway, BuildRecords records, BuildJournal journal) {}
