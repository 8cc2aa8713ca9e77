// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import io.slipway.controlplane.testing.contract.ApiTarget;
import io.slipway.controlplane.testing.contract.KubeconfigTarget;
import io.slipway.controlplane.testing.contract.OidcContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** ID tokens on Kubernetes itself: what the tests say is how it is. */
@Tag("conformance")
final class KubeApiServerOidcIT extends OidcContract {
  private final List<KubeApiServer> servers = new ArrayList<>();
  private final List<KubeconfigTarget> targets = new ArrayList<>();

  @Override
  protected ApiTarget start(List<Option> options) {
    KubeApiServer server =
        KubeApiServer.start(
            options.stream()
                .map(option -> "--oidc-" + option.name() + '=' + option.value())
                .toList());
    servers.add(server);
    KubeconfigTarget target = KubeconfigTarget.of(server.kubeconfig(), server::compact);
    targets.add(target);
    return target;
  }

  @Override
  protected void stop() {
    targets.forEach(KubeconfigTarget::close);
    servers.forEach(KubeApiServer::close);
  }
}
