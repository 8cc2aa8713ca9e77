// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods: defaults, what must be there, and that what runs is not changed. */
final class PodRules implements Particulars {
  private static final FieldPath SPEC = FieldPath.of("spec");

  @Override
  public void applyDefaults(ObjectNode object) {
    PodDefaults.apply(object.withObjectProperty("spec"));
  }

  @Override
  public void prepareCreate(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    Missing.put(spec, "serviceAccountName", "default");
    spec.put("serviceAccount", spec.path("serviceAccountName").asText());
    object.putObject("status").put("phase", "Pending").put("qosClass", QualityOfService.of(spec));
  }

  /** A Pod that no node has yet ends at once. */
  @Override
  public long graceSeconds(ObjectNode object, @Nullable Long asked) {
    JsonNode spec = object.path("spec");
    if (spec.path("nodeName").asText("").isEmpty()) {
      return 0;
    }
    return asked == null ? spec.path("terminationGracePeriodSeconds").asLong(0) : asked;
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    return PodSpecRules.check(object.path("spec"), SPEC);
  }

  @Override
  public List<FieldError> checkChange(ObjectNode object, ObjectNode live) {
    JsonNode before = changeable(live, live);
    JsonNode after = changeable(object, live);
    if (JsonEquality.same(before, after)) {
      return List.of();
    }
    List<FieldError> errors = new ArrayList<>();
    errors.add(
        FieldError.forbidden(
            SPEC,
            "pod updates may not change fields other than `spec.containers[*].image`,"
                + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                + "`spec.tolerations` (only additions to existing tolerations),"
                + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
                + " previously negative)"));
    return errors;
  }

  /** The spec with what may be changed as it is in the other. */
  private static ObjectNode changeable(ObjectNode pod, ObjectNode live) {
    ObjectNode spec = pod.withObjectProperty("spec").deepCopy();
    JsonNode like = live.path("spec");
    for (String field : List.of("activeDeadlineSeconds", "tolerations")) {
      if (like.has(field)) {
        spec.set(field, like.get(field));
      } else {
        spec.remove(field);
      }
    }
    for (String containers : List.of("containers", "initContainers")) {
      for (int i = 0; i < spec.path(containers).size(); i++) {
        JsonNode image = like.path(containers).path(i).path("image");
        if (spec.path(containers).get(i) instanceof ObjectNode container
            && !image.isMissingNode()) {
          container.set("image", image);
        }
      }
    }
    return spec;
  }
}
