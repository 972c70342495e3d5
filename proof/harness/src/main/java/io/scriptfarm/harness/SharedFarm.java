package io.scriptfarm.harness;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives test classes one farm of two V8 workers for all of the module, as a parameter:
/// `@ExtendWith(SharedFarm.class)`. Whoever takes it leaves every process of it running. Its logs
/// follow a failure.
public final class SharedFarm implements ParameterResolver, AfterTestExecutionCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedFarm.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FarmProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            FarmProcess.class, key -> FarmProcess.start(FarmProcess.Setup.v8()), FarmProcess.class);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    FarmProcess farm =
        context.getRoot().getStore(NAMESPACE).get(FarmProcess.class, FarmProcess.class);
    if (farm != null && context.getExecutionException().isPresent()) {
      System.err.println(farm.logs());
    }
  }
}
