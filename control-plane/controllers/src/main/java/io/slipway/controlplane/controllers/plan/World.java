// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.plan;

import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import java.util.List;
import java.util.Optional;

/** The objects that there are, as far as a controller has said that it reads them. */
public interface World {
  /** In no particular order. */
  List<KubeObject> all(Kind kind, String namespace);

  Optional<KubeObject> find(Kind kind, String namespace, String name);
}
