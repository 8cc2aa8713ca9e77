// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.oidc.OidcFlags;
import io.slipway.controlplane.testing.contract.ApiTarget;
import io.slipway.controlplane.testing.contract.OidcContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ID tokens on our own API. */
final class ApiServerOidcIT extends OidcContract {
  private final List<EmbeddedApi> servers = new ArrayList<>();

  @Override
  protected ApiTarget start(List<Option> options) {
    Map<String, String> values = new HashMap<>();
    options.forEach(option -> values.put("oidc-" + option.name(), option.value()));
    String required = values.get(OidcFlags.REQUIRED_CLAIM);
    EmbeddedApi server =
        EmbeddedApi.start(
            OidcFlags.read(values::get, required == null ? List.of() : List.of(required)));
    servers.add(server);
    return server.overSocket();
  }

  @Override
  protected void stop() {
    try {
      for (EmbeddedApi server : servers) {
        server.close();
      }
    } catch (IOException e) {
      throw new AssertionError("our API could not be closed", e);
    }
  }
}
