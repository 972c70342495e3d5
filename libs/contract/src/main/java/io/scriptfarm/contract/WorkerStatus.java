package io.scriptfarm.contract;

/// What a compile worker says of itself every few seconds: its engine (`v8`, `graaljs`, with
/// `interpreting` when that lacks its just-in-time compiler), its compile slots and how many of
/// them are busy, and the jobs it has run since it started.
public record WorkerStatus(
    String id, String engine, boolean interpreting, int slots, int busy, long jobs) {}
