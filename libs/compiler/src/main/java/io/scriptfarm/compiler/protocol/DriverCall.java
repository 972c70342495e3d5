package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Diagnostic;
import java.util.List;

/// A call of the driver, with the types of its request and of its answer; `protocol.ts` says what
/// each does. `function` is the name of the global function in the session.
public record DriverCall<Q, A>(String function, Class<Q> request, Class<A> answer) {
  public static final DriverCall<ProjectRef, ProjectGraph> PLAN =
      new DriverCall<>("scriptfarmPlan", ProjectRef.class, ProjectGraph.class);
  public static final DriverCall<ProjectRef, Boolean> OPEN =
      new DriverCall<>("scriptfarmOpen", ProjectRef.class, Boolean.class);
  public static final DriverCall<ProjectRef, Boolean> IS_RESIDENT =
      new DriverCall<>("scriptfarmIsResident", ProjectRef.class, Boolean.class);
  public static final DriverCall<ScriptRequest, TranspileAnswer> TRANSPILE =
      new DriverCall<>("scriptfarmTranspile", ScriptRequest.class, TranspileAnswer.class);
  public static final DriverCall<ScriptRequest, SaveAnswer> SAVE =
      new DriverCall<>("scriptfarmSave", ScriptRequest.class, SaveAnswer.class);
  public static final DriverCall<JavaScriptRequest, JavaScriptAnswer> JAVA_SCRIPT =
      new DriverCall<>("scriptfarmJavaScript", JavaScriptRequest.class, JavaScriptAnswer.class);
  public static final DriverCall<ScriptRequest, RunnableScript> RUNNABLE =
      new DriverCall<>("scriptfarmRunnable", ScriptRequest.class, RunnableScript.class);
  public static final DriverCall<ProjectRef, Diagnostic[]> CHECK_DECLARATIONS =
      new DriverCall<>("scriptfarmCheckDeclarations", ProjectRef.class, Diagnostic[].class);
  public static final DriverCall<LinkRequest, LinkAnswer> LINK =
      new DriverCall<>("scriptfarmLink", LinkRequest.class, LinkAnswer.class);
  public static final DriverCall<SelfConversionsRequest, ConvertingScript[]> SELF_CONVERSIONS =
      new DriverCall<>(
          "scriptfarmSelfConversions", SelfConversionsRequest.class, ConvertingScript[].class);
  public static final DriverCall<InferRequest, InferredTypes[]> INFER =
      new DriverCall<>("scriptfarmInfer", InferRequest.class, InferredTypes[].class);
  public static final DriverCall<RecheckRequest, RecheckedScript[]> RECHECK =
      new DriverCall<>("scriptfarmRecheck", RecheckRequest.class, RecheckedScript[].class);
  public static final DriverCall<WholeRequest, WholeAnswer> BUILD_WHOLE =
      new DriverCall<>("scriptfarmBuildWhole", WholeRequest.class, WholeAnswer.class);
  public static final DriverCall<ProjectRef, ReadSet> READS =
      new DriverCall<>("scriptfarmReads", ProjectRef.class, ReadSet.class);
  public static final DriverCall<ProjectRef, Integer> WARM_UP =
      new DriverCall<>("scriptfarmWarmUp", ProjectRef.class, Integer.class);

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
