package io.scriptfarm.harness;

import io.scriptfarm.harness.FarmProcess.Setup;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives test classes one farm of two V8 workers for all of the module, as a parameter:
/// `@ExtendWith(SharedFarm.class)`. Classes use it one after another, so whoever takes it leaves
/// every process of it running, and its cache alone; {@link DisturbedFarm} is for the others. Its
/// logs follow a failure.
public class SharedFarm implements ParameterResolver, AfterTestExecutionCallback {
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
        .computeIfAbsent(getClass(), kind -> FarmProcess.start(Setup.v8()), FarmProcess.class);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    FarmProcess farm = context.getRoot().getStore(NAMESPACE).get(getClass(), FarmProcess.class);
    if (farm != null && context.getExecutionException().isPresent()) {
      System.err.println(farm.logs());
    }
  }
}
