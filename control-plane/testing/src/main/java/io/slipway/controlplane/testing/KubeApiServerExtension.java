// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link KubeApiServer} as a parameter: one for all test classes of the run, started
 * for the first that asks and closed at the end. Each test uses a namespace of its own.
 */
public final class KubeApiServerExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(KubeApiServerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KubeApiServer.class;
  }

  @Override
  public KubeApiServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(KubeApiServer.class, _ -> KubeApiServer.start(), KubeApiServer.class);
  }
}
