// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.plan;

import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides for the objects of one kind. Holds no state: the same objects give the same plan. */
public interface Controller {
  Kind kind();

  /** What it asks a {@link World} for. */
  Set<Kind> reads();

  Plan plan(KubeObject object, World world, Instant now);

  /** What is to be done where the object was. */
  default Plan gone(String namespace, String name, World world) {
    return Plan.NOTHING;
  }

  /** What an Event says of it if the API refused to create something. */
  default String refusal(String message) {
    return "Error creating: " + message;
  }

  /** The status that says that the API refused to create something; empty if none can. */
  default Optional<Map<String, Object>> refused(KubeObject object, String message, Instant now) {
    return Optional.empty();
  }
}
