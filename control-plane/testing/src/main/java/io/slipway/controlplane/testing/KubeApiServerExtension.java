// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import io.slipway.controlplane.testing.contract.ApiTarget;
import io.slipway.controlplane.testing.contract.KubeconfigTarget;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link KubeApiServer}, or it as an {@link ApiTarget}, as a parameter: one for all
 * test classes of the run, started for the first that asks and closed at the end. Each test uses a
 * namespace of its own.
 */
public final class KubeApiServerExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(KubeApiServerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == KubeApiServer.class || type == ApiTarget.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store store = context.getRoot().getStore(NAMESPACE);
    return parameter.getParameter().getType() == ApiTarget.class ? target(store) : server(store);
  }

  private static KubeApiServer server(Store store) {
    return store.getOrComputeIfAbsent(
        KubeApiServer.class, _ -> KubeApiServer.start(), KubeApiServer.class);
  }

  private static ApiTarget target(Store store) {
    KubeApiServer server = server(store);
    return store.getOrComputeIfAbsent(
        KubeconfigTarget.class,
        _ -> KubeconfigTarget.of(server.kubeconfig(), server::compact),
        KubeconfigTarget.class);
  }
}
