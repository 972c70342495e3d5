package io.scriptfarm.manifests;

import java.util.ArrayList;
import java.util.List;

/// All checks of one rendered overlay.
final class ManifestChecks {
  private ManifestChecks() {}

  /// What is wrong, in no order; empty when nothing is.
  static List<Finding> check(Rendered rendered, Farm farm) {
    List<Finding> findings = new ArrayList<>(ApiTypes.check(rendered));
    findings.addAll(WorkloadChecks.check(rendered, farm));
    findings.addAll(ImageChecks.check(rendered, farm));
    findings.addAll(AddressChecks.check(rendered, farm));
    findings.addAll(MonitoringChecks.check(rendered, farm));
    findings.addAll(ScalingChecks.check(rendered, farm));
    findings.addAll(SettingChecks.check(rendered, farm));
    findings.addAll(Flows.check(rendered));
    findings.addAll(KafkaChecks.check(rendered, farm));
    return findings;
  }
}
