package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What holds for every pod: selectors, accounts, rights, volumes, amounts.
final class WorkloadChecks {
  private static final String POD = "/spec/template/spec";

  private final Rendered rendered;
  private final Farm farm;
  private final List<Finding> findings = new ArrayList<>();

  private WorkloadChecks(Rendered rendered, Farm farm) {
    this.rendered = rendered;
    this.farm = farm;
  }

  static List<Finding> check(Rendered rendered, Farm farm) {
    WorkloadChecks checks = new WorkloadChecks(rendered, farm);
    rendered.workloads().forEach(checks::workload);
    for (String service : Farm.SERVICES) {
      if (rendered.find("Deployment", service).isEmpty()) {
        checks.findings.add(new Finding("Deployment/" + service + " /", "is not there"));
      }
    }
    rendered
        .of("Secret")
        .forEach(
            s -> checks.findings.add(s.problem("/", "a Secret is made by hand, not kept here")));
    return checks.findings;
  }

  private void workload(KubeObject object) {
    if (!Selector.matches(object.at("/spec/selector"), object.podLabels())
        || object.at("/spec/selector").isEmpty()) {
      findings.add(object.problem("/spec/selector", "does not select the pods of the template"));
    }
    account(object);
    JsonNode context = object.pod().path("securityContext");
    expect(
        object,
        context.path("runAsNonRoot").asBoolean(),
        "/securityContext/runAsNonRoot",
        "is to be true");
    expect(
        object,
        context.path("runAsUser").asInt() > 0,
        "/securityContext/runAsUser",
        "is to be a user other than root");
    expect(
        object,
        context.path("seccompProfile").path("type").asText().equals("RuntimeDefault"),
        "/securityContext/seccompProfile/type",
        "is to be RuntimeDefault");
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      expect(
          object,
          !object.pod().path(field).asBoolean(),
          "/" + field,
          "a pod shares nothing with its node");
    }
    int index = 0;
    for (JsonNode container : object.pod().path("containers")) {
      container(object, container, "/containers/" + index++);
    }
    volumes(object);
  }

  private void account(KubeObject object) {
    String name = object.pod().path("serviceAccountName").asText();
    expect(
        object,
        rendered.find("ServiceAccount", name).isPresent(),
        "/serviceAccountName",
        "there is no ServiceAccount \"" + name + "\"");
    expect(
        object,
        object.pod().has("automountServiceAccountToken")
            && !object.pod().path("automountServiceAccountToken").asBoolean(),
        "/automountServiceAccountToken",
        "is to be false: nothing here asks the cluster");
  }

  private void container(KubeObject object, JsonNode container, String path) {
    JsonNode context = container.path("securityContext");
    expect(
        object,
        context.path("readOnlyRootFilesystem").asBoolean(),
        path + "/securityContext/readOnlyRootFilesystem",
        "is to be true");
    expect(
        object,
        context.has("allowPrivilegeEscalation")
            && !context.path("allowPrivilegeEscalation").asBoolean(),
        path + "/securityContext/allowPrivilegeEscalation",
        "is to be false");
    expect(
        object,
        !context.path("privileged").asBoolean(),
        path + "/securityContext/privileged",
        "is not to be");
    expect(
        object,
        KubeObject.list(context.at("/capabilities/drop")).stream()
                .anyMatch(c -> c.asText().equals("ALL"))
            && context.at("/capabilities/add").isEmpty(),
        path + "/securityContext/capabilities",
        "all are to be dropped, and none added");
    String image = container.path("image").asText();
    String tag = image.substring(image.lastIndexOf('/') + 1);
    expect(
        object,
        tag.contains(":") && !tag.endsWith(":latest"),
        path + "/image",
        "names no version: " + image);
    expect(
        object,
        Farm.SERVICES.contains(object.name()) || !image.startsWith("scriptfarm/"),
        path + "/image",
        "the build makes no such image: " + image);
    JsonNode resources = container.path("resources");
    for (String amount : List.of("requests/cpu", "requests/memory", "limits/memory")) {
      expect(
          object,
          Quantity.of(resources.at("/" + amount).asText()).signum() > 0,
          path + "/resources/" + amount,
          "is not given");
    }
    for (String amount : List.of("cpu", "memory", "ephemeral-storage")) {
      var limit = Quantity.of(resources.at("/limits/" + amount).asText());
      expect(
          object,
          limit.signum() == 0
              || Quantity.of(resources.at("/requests/" + amount).asText()).compareTo(limit) <= 0,
          path + "/resources/requests/" + amount,
          "is more than its limit");
    }
  }

  /// Mounts have volumes, volumes have sources that are there, and Secrets are told of.
  private void volumes(KubeObject object) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode volume : object.pod().path("volumes")) {
      String path = "/volumes/" + index++;
      names.add(volume.path("name").asText());
      String map = volume.at("/configMap/name").asText();
      expect(
          object,
          map.isEmpty() || rendered.find("ConfigMap", map).isPresent(),
          path,
          "there is no ConfigMap \"" + map + "\"");
      String claim = volume.at("/persistentVolumeClaim/claimName").asText();
      expect(
          object,
          claim.isEmpty() || rendered.find("PersistentVolumeClaim", claim).isPresent(),
          path,
          "there is no claim \"" + claim + "\"");
      String secret = volume.at("/secret/secretName").asText();
      expect(
          object,
          secret.isEmpty() || knownSecrets().containsKey(secret),
          path,
          "nobody makes the Secret \"" + secret + "\": deploy/k8s/README.md does not name it");
      expect(object, !volume.has("hostPath"), path, "a folder of the node");
    }
    object
        .at("/spec/volumeClaimTemplates")
        .forEach(c -> names.add(c.at("/metadata/name").asText()));
    int containerIndex = 0;
    for (JsonNode container : object.pod().path("containers")) {
      int mountIndex = 0;
      String path = "/containers/" + containerIndex++;
      for (JsonNode mount : container.path("volumeMounts")) {
        expect(
            object,
            names.contains(mount.path("name").asText()),
            path + "/volumeMounts/" + mountIndex++,
            "there is no volume \"" + mount.path("name").asText() + "\"");
      }
      int variableIndex = 0;
      for (JsonNode variable : container.path("env")) {
        secretKey(object, variable, path + "/env/" + variableIndex++);
      }
    }
  }

  private void secretKey(KubeObject object, JsonNode variable, String path) {
    JsonNode reference = variable.at("/valueFrom/secretKeyRef");
    if (!reference.isMissingNode()) {
      String secret = reference.path("name").asText();
      String key = reference.path("key").asText();
      expect(
          object,
          knownSecrets().getOrDefault(secret, List.of()).contains(key),
          path,
          "nobody makes the key \"%s\" of the Secret \"%s\": deploy/k8s/README.md does not name it"
              .formatted(key, secret));
    }
    String name = variable.path("name").asText();
    expect(
        object,
        !variable.has("value")
            || !(name.matches(".*(PASSWORD|TOKEN|SECRET|JAAS).*") || name.equals("FARM_REDIS_URI")),
        path + "/value",
        name + " holds a secret, which comes from a Secret");
  }

  /// Those of the README, and those that Strimzi makes: a user's, and the cluster's certificate.
  private Map<String, List<String>> knownSecrets() {
    Map<String, List<String>> known = farm.secrets();
    rendered
        .of("KafkaUser")
        .forEach(user -> known.put(user.name(), List.of("password", "sasl.jaas.config")));
    rendered
        .of("Kafka")
        .forEach(kafka -> known.put(kafka.name() + "-cluster-ca-cert", List.of("ca.crt")));
    return known;
  }

  private void expect(KubeObject object, boolean holds, String path, String otherwise) {
    if (!holds) {
      findings.add(object.problem(POD + path, otherwise));
    }
  }
}
