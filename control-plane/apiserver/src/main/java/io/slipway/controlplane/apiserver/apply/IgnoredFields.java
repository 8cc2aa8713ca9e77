// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import java.util.ArrayList;
import java.util.List;

/**
 * Fields that a request cannot change whatever it says, and so does not come to own: the status on
 * the main resource, the rest on its status.
 */
public final class IgnoredFields {
  /** Everything counts. */
  public static final IgnoredFields NONE = of();

  private final FieldSet fields;

  private IgnoredFields(FieldSet fields) {
    this.fields = fields;
  }

  /** These fields, each a path of names with dots between: {@code status}. */
  public static IgnoredFields of(String... paths) {
    FieldSet set = new FieldSet();
    for (String path : paths) {
      List<PathElement> elements = new ArrayList<>();
      for (String name : path.split("\\.", -1)) {
        elements.add(new PathElement.Name(name));
      }
      set.add(elements);
    }
    return new IgnoredFields(set);
  }

  /**
   * Those of a built-in kind.
   *
   * @param subresource the subresource of the request, or empty
   */
  public static IgnoredFields ofBuiltin(String apiVersion, String kind, String subresource) {
    boolean status = subresource.equals("status");
    return switch (apiVersion + ' ' + kind) {
      case "v1 Pod" ->
          status ? of("spec", "metadata.deletionTimestamp", "metadata.ownerReferences") : ofMain();
      case "apps/v1 Deployment" -> status ? of("spec", "metadata.labels") : ofMain();
      case "v1 Namespace",
          "v1 Node",
          "v1 PersistentVolumeClaim",
          "v1 Service",
          "apps/v1 ReplicaSet",
          "apps/v1 StatefulSet",
          "batch/v1 CronJob",
          "batch/v1 Job" ->
          status ? of("spec") : ofMain();
      default -> NONE;
    };
  }

  /**
   * Those of a custom resource.
   *
   * @param hasStatus whether its definition makes the status a subresource
   */
  public static IgnoredFields ofCustom(boolean hasStatus, String subresource) {
    if (!hasStatus) {
      return NONE;
    }
    return subresource.equals("status") ? of("metadata", "spec") : ofMain();
  }

  private static IgnoredFields ofMain() {
    return of("status");
  }

  FieldSet without(FieldSet set) {
    return fields.isEmpty() ? set : set.minusAllWithin(fields);
  }
}
