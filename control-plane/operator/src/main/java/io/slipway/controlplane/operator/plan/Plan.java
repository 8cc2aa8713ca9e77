// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.ApiObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to do for a service, in this order.
 *
 * @param create objects that are not there
 * @param update objects with another spec than they have
 * @param delete objects that are not wanted any more
 * @param status what the service's status is to be
 * @param again when to decide anew although nothing changes, null for never
 * @param failure of the planning itself, which is to be tried again; null if there was none
 */
public record Plan(
    List<ApiObject> create,
    List<ApiObject> update,
    List<ApiObject> delete,
    Map<String, Object> status,
    @Nullable Duration again,
    @Nullable RuntimeException failure) {
  public Plan {
    create = List.copyOf(create);
    update = List.copyOf(update);
    delete = List.copyOf(delete);
  }

  /** Nothing is to be done but to say why. */
  static Plan none(Map<String, Object> status, @Nullable RuntimeException failure) {
    return new Plan(List.of(), List.of(), List.of(), status, null, failure);
  }
}
