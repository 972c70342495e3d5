package io.scriptfarm.harness;

/// Gives test classes that end processes, stop the farm, empty its cache or count what it compiles
/// a farm of two V8 workers, one for all of them: `@ExtendWith(DisturbedFarm.class)`. Each leaves
/// all processes running; what is in the cache when a class begins is not known.
public final class DisturbedFarm extends SharedFarm {}
