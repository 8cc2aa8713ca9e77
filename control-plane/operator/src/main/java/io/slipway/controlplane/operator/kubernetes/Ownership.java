// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.objects.Owner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose an object is. Its controller says it, not its labels: these anybody may write, and what
 * another controller or a person has made is not for the operator to take away. Pure.
 */
final class Ownership {
  private static final String GROUP = "serving.kserve.io/";
  private static final String KIND = "InferenceService";

  private Ownership() {}

  /** Those of the objects that were made for this service. */
  static List<ApiObject> of(ApiObject service, List<ApiObject> objects) {
    List<ApiObject> own = new ArrayList<>();
    for (ApiObject object : objects) {
      if (isOf(service, object)) {
        own.add(object);
      }
    }
    return own;
  }

  /**
   * Those that were made for an earlier service of this name.
   *
   * @param now the service that there is; null if there is none
   */
  static List<ApiObject> leftBehind(
      ObjectKey service, @Nullable ApiObject now, List<ApiObject> objects) {
    List<ApiObject> left = new ArrayList<>();
    for (ApiObject object : objects) {
      Owner owner = object.metadata().owner();
      if (owner != null
          && owner.apiVersion().startsWith(GROUP)
          && owner.kind().equals(KIND)
          && owner.name().equals(service.name())
          && object.metadata().namespace().equals(service.namespace())
          && (now == null || !isOf(now, object))) {
        left.add(object);
      }
    }
    return left;
  }

  private static boolean isOf(ApiObject service, ApiObject object) {
    Owner owner = object.metadata().owner();
    return owner != null && owner.uid().equals(service.metadata().uid());
  }
}
