// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import java.util.ArrayList;
import java.util.List;

/** Every HTTP endpoint of the server. A test holds this table and the router together. */
public final class Endpoints {
  public static final List<Endpoint> ALL = all();

  private Endpoints() {}

  private static List<Endpoint> all() {
    List<Endpoint> all = new ArrayList<>();
    all.addAll(ServerEndpoints.ALL);
    all.addAll(ModelEndpoints.ALL);
    all.addAll(RepositoryEndpoints.ALL);
    all.addAll(SharedMemoryEndpoints.ALL);
    all.addAll(SettingsEndpoints.ALL);
    all.addAll(V1Endpoints.ALL);
    all.addAll(SageMakerEndpoints.ALL);
    return List.copyOf(all);
  }
}
