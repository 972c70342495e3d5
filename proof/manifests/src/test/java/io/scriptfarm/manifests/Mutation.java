package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// One change of one object of an overlay, and what is to be said of it.
///
/// @param object kind and name, where `*` at its end stands for anything
/// @param path in it; `name=x` is the element of a list with that name, `+` a new one at its end
/// @param value JSON; `-` removes
/// @param said a part of a finding
record Mutation(String overlay, String object, String path, String value, String said) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// A line of the table: the components with `|` between them.
  static Mutation parse(String line) {
    String[] cells = line.split(" ?\\| ", 5);
    return new Mutation(cells[0], cells[1], cells[2], cells[3], cells[4]);
  }

  private boolean concerns(KubeObject one) {
    String name = one.kind() + "/" + one.name();
    return object.endsWith("*")
        ? name.startsWith(object.substring(0, object.length() - 1))
        : name.equals(object);
  }

  /// The overlay with the change.
  Rendered in(Rendered rendered) {
    List<KubeObject> objects = new ArrayList<>();
    boolean found = false;
    for (KubeObject one : rendered.objects()) {
      if (concerns(one)) {
        found = true;
        if (!path.isEmpty()) {
          KubeObject copy = new KubeObject(one.tree().deepCopy());
          change(copy.tree());
          objects.add(copy);
        }
      } else {
        objects.add(one);
      }
    }
    if (!found) {
      throw new IllegalArgumentException("there is no " + object + " in " + overlay);
    }
    return new Rendered(objects);
  }

  private void change(JsonNode tree) {
    JsonNode node = tree;
    String[] steps = path.substring(1).split("/");
    for (int i = 0; i < steps.length - 1; i++) {
      node = step(node, steps[i]);
    }
    String last = steps[steps.length - 1].replace("~1", "/");
    JsonNode changed = value.equals("-") ? null : json(value);
    if (node instanceof ArrayNode list) {
      if (last.equals("+")) {
        list.add(changed);
      } else if (changed == null) {
        list.remove(index(list, last));
      } else {
        list.set(index(list, last), changed);
      }
    } else if (changed == null) {
      if (((ObjectNode) node).remove(last) == null) {
        throw new IllegalArgumentException("nothing is at " + path);
      }
    } else {
      ((ObjectNode) node).set(last, changed);
    }
  }

  private JsonNode step(JsonNode node, String step) {
    JsonNode next =
        node instanceof ArrayNode list
            ? list.get(index(list, step))
            : node.path(step.replace("~1", "/"));
    if (next.isMissingNode()) {
      throw new IllegalArgumentException("nothing is at " + path + " in " + object);
    }
    return next;
  }

  private int index(ArrayNode list, String step) {
    if (!step.startsWith("name=")) {
      return Integer.parseInt(step);
    }
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path("name").asText().equals(step.substring(5))) {
        return i;
      }
    }
    throw new IllegalArgumentException("no " + step + " in " + object);
  }

  private static JsonNode json(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return overlay + ": " + object + " " + path + " = " + value;
  }
}
