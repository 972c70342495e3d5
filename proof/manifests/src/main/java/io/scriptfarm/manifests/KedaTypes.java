package io.scriptfarm.manifests;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The objects of KEDA (`keda.sh/v1alpha1`), as of KEDA 2.17. There are no Java types of them. All
/// fields may be absent here; {@link RequiredFields} says which may not.
final class KedaTypes {
  private KedaTypes() {}

  record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ScaledObjectSpec spec) {}

  record ScaledObjectSpec(
      @Nullable ScaleTarget scaleTargetRef,
      @Nullable Integer pollingInterval,
      @Nullable Integer initialCooldownPeriod,
      @Nullable Integer cooldownPeriod,
      @Nullable Integer idleReplicaCount,
      @Nullable Integer minReplicaCount,
      @Nullable Integer maxReplicaCount,
      @Nullable Advanced advanced,
      @Nullable List<Trigger> triggers,
      @Nullable Fallback fallback) {}

  record ScaleTarget(
      @Nullable String apiVersion,
      @Nullable String kind,
      @Nullable String name,
      @Nullable String envSourceContainerName) {}

  record Advanced(
      @Nullable Boolean restoreToOriginalReplicaCount,
      @Nullable AutoscalerConfig horizontalPodAutoscalerConfig,
      @Nullable ScalingModifiers scalingModifiers) {}

  record AutoscalerConfig(
      @Nullable String name, @Nullable HorizontalPodAutoscalerBehavior behavior) {}

  record ScalingModifiers(
      @Nullable String formula,
      @Nullable String target,
      @Nullable String activationTarget,
      @Nullable String metricType) {}

  record Trigger(
      @Nullable String type,
      @Nullable String name,
      @Nullable Boolean useCachedMetrics,
      @Nullable Map<String, String> metadata,
      @Nullable AuthenticationReference authenticationRef,
      @Nullable String metricType) {}

  record AuthenticationReference(@Nullable String name, @Nullable String kind) {}

  record Fallback(
      @Nullable Integer failureThreshold, @Nullable Integer replicas, @Nullable String behavior) {}

  record TriggerAuthentication(
      String apiVersion, String kind, ObjectMeta metadata, AuthenticationSpec spec) {}

  /// Of the ways to give a parameter, the one that is used here.
  record AuthenticationSpec(@Nullable List<SecretTarget> secretTargetRef) {}

  record SecretTarget(@Nullable String parameter, @Nullable String name, @Nullable String key) {}
}
