package io.scriptfarm.manifests;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All objects of one overlay.
record Rendered(List<KubeObject> objects) {
  Rendered {
    objects = List.copyOf(objects);
  }

  Stream<KubeObject> of(String kind) {
    return objects.stream().filter(object -> object.kind().equals(kind));
  }

  Optional<KubeObject> find(String kind, String name) {
    return of(kind).filter(object -> object.name().equals(name)).findFirst();
  }

  List<KubeObject> workloads() {
    return objects.stream().filter(KubeObject::isWorkload).toList();
  }

  /// The workloads of the farm's own services.
  List<KubeObject> services() {
    return of("Deployment").filter(object -> Farm.SERVICES.contains(object.name())).toList();
  }
}
