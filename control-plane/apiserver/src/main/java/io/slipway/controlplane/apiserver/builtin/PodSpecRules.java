// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.NameSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must be there, and must fit together, in the spec of a Pod. */
final class PodSpecRules {
  private static final List<String> RESTARTS = List.of("Always", "OnFailure", "Never");

  private PodSpecRules() {}

  static List<FieldError> check(JsonNode spec, FieldPath path) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> volumes = volumes(spec.path("volumes"), path.child("volumes"), errors);
    Set<String> names = new HashSet<>();
    if (spec.path("containers").isEmpty()) {
      errors.add(FieldError.required(path.child("containers"), ""));
    }
    for (String field : List.of("containers", "initContainers")) {
      for (int i = 0; i < spec.path(field).size(); i++) {
        FieldPath at = path.child(field).index(i);
        JsonNode container = spec.path(field).get(i);
        container(container, at, names, volumes, errors);
        boolean init =
            field.equals("initContainers")
                && !container.path("restartPolicy").asText("").equals("Always");
        errors.addAll(LifecycleRules.check(spec, container, at, init));
      }
    }
    String restarts = spec.path("restartPolicy").asText("");
    if (!RESTARTS.contains(restarts)) {
      errors.add(
          FieldError.notSupported(
              path.child("restartPolicy"), TextNode.valueOf(restarts), RESTARTS));
    }
    PodNameRules.check(spec, path, errors);
    LifecycleRules.system(spec, path, errors);
    return errors;
  }

  private static Set<String> volumes(JsonNode volumes, FieldPath path, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < volumes.size(); i++) {
      name(volumes.get(i), path.index(i), names, errors);
    }
    return names;
  }

  private static void container(
      JsonNode container,
      FieldPath path,
      Set<String> names,
      Set<String> volumes,
      List<FieldError> errors) {
    name(container, path, names, errors);
    if (container.path("image").asText("").isEmpty()) {
      errors.add(FieldError.required(path.child("image"), ""));
    }
    JsonNode mounts = container.path("volumeMounts");
    for (int i = 0; i < mounts.size(); i++) {
      FieldPath at = path.child("volumeMounts").index(i);
      JsonNode name = mounts.get(i).path("name");
      if (!volumes.contains(name.asText(""))) {
        errors.add(FieldError.notFound(at.child("name"), TextNode.valueOf(name.asText(""))));
      }
      if (mounts.get(i).path("mountPath").asText("").isEmpty()) {
        errors.add(FieldError.required(at.child("mountPath"), ""));
      }
    }
    JsonNode variables = container.path("env");
    for (int i = 0; i < variables.size(); i++) {
      if (variables.get(i).path("name").asText("").isEmpty()) {
        errors.add(FieldError.required(path.child("env").index(i).child("name"), ""));
      }
    }
  }

  private static void name(
      JsonNode named, FieldPath path, Set<String> names, List<FieldError> errors) {
    String name = named.path("name").asText("");
    FieldPath at = path.child("name");
    if (name.isEmpty()) {
      errors.add(FieldError.required(at, ""));
      return;
    }
    for (String problem : NameSyntax.dns1123Label(name)) {
      errors.add(FieldError.invalid(at, name, problem));
    }
    if (!names.add(name)) {
      errors.add(FieldError.duplicate(at, TextNode.valueOf(name)));
    }
  }
}
