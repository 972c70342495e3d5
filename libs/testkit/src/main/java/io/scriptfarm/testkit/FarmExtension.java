package io.scriptfarm.testkit;

import io.scriptfarm.testkit.FarmBackends.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test class a {@link Namespace} of its own, as a parameter of its constructor or methods:
/// `@ExtendWith(FarmExtension.class)`.
public final class FarmExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Namespace.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(FarmExtension.class))
        .computeIfAbsent(testClass, key -> FarmBackends.get().namespace());
  }
}
