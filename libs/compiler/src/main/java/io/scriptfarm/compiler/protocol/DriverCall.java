package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Phase;
import java.util.List;

/// A call of the driver, with the types of its request and of its answer; `protocol.ts` says what
/// each does. `function` is the name of the global function in the session;
/// `phase` is what its time counts as, but for what the driver says itself.
public record DriverCall<Q, A>(String function, Phase phase, Class<Q> request, Class<A> answer) {
  public static final DriverCall<ProjectRef, ProjectGraph> PLAN =
      new DriverCall<>("scriptfarmPlan", Phase.PLAN, ProjectRef.class, ProjectGraph.class);
  public static final DriverCall<ProjectRef, Boolean> OPEN =
      new DriverCall<>("scriptfarmOpen", Phase.PROGRAM, ProjectRef.class, Boolean.class);
  public static final DriverCall<ProjectRef, Boolean> IS_RESIDENT =
      new DriverCall<>("scriptfarmIsResident", Phase.OTHER, ProjectRef.class, Boolean.class);
  public static final DriverCall<ScriptRequest, TranspileAnswer> TRANSPILE =
      new DriverCall<>(
          "scriptfarmTranspile", Phase.TRANSFORM, ScriptRequest.class, TranspileAnswer.class);
  public static final DriverCall<ScriptRequest, SaveAnswer> SAVE =
      new DriverCall<>("scriptfarmSave", Phase.TRANSFORM, ScriptRequest.class, SaveAnswer.class);
  public static final DriverCall<JavaScriptRequest, JavaScriptAnswer> JAVA_SCRIPT =
      new DriverCall<>(
          "scriptfarmJavaScript", Phase.TRANSFORM, JavaScriptRequest.class, JavaScriptAnswer.class);
  public static final DriverCall<ScriptRequest, RunnableScript> RUNNABLE =
      new DriverCall<>(
          "scriptfarmRunnable", Phase.TRANSFORM, ScriptRequest.class, RunnableScript.class);
  public static final DriverCall<ProjectRef, Diagnostic[]> CHECK_DECLARATIONS =
      new DriverCall<>(
          "scriptfarmCheckDeclarations", Phase.CHECK, ProjectRef.class, Diagnostic[].class);
  public static final DriverCall<LinkRequest, LinkAnswer> LINK =
      new DriverCall<>("scriptfarmLink", Phase.LINK, LinkRequest.class, LinkAnswer.class);
  public static final DriverCall<SelfConversionsRequest, ConvertingScript[]> SELF_CONVERSIONS =
      new DriverCall<>(
          "scriptfarmSelfConversions",
          Phase.CHECK,
          SelfConversionsRequest.class,
          ConvertingScript[].class);
  public static final DriverCall<InferRequest, InferredTypes[]> INFER =
      new DriverCall<>("scriptfarmInfer", Phase.CHECK, InferRequest.class, InferredTypes[].class);
  public static final DriverCall<RecheckRequest, RecheckedScript[]> RECHECK =
      new DriverCall<>(
          "scriptfarmRecheck", Phase.CHECK, RecheckRequest.class, RecheckedScript[].class);
  public static final DriverCall<WholeRequest, WholeAnswer> BUILD_WHOLE =
      new DriverCall<>(
          "scriptfarmBuildWhole", Phase.TRANSFORM, WholeRequest.class, WholeAnswer.class);
  public static final DriverCall<ProjectRef, ReadSet> READS =
      new DriverCall<>("scriptfarmReads", Phase.PLAN, ProjectRef.class, ReadSet.class);
  public static final DriverCall<ProjectRef, Integer> WARM_UP =
      new DriverCall<>("scriptfarmWarmUp", Phase.OTHER, ProjectRef.class, Integer.class);

  /// All that there are.
  public static final List<DriverCall<?, ?>> ALL =
      List.of(
          PLAN,
          OPEN,
          IS_RESIDENT,
          TRANSPILE,
          SAVE,
          JAVA_SCRIPT,
          RUNNABLE,
          CHECK_DECLARATIONS,
          LINK,
          SELF_CONVERSIONS,
          INFER,
          RECHECK,
          BUILD_WHOLE,
          READS,
          WARM_UP);
}
