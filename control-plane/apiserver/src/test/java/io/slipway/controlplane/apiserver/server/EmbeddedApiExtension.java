// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests an {@link EmbeddedApi} as a parameter: one for all test classes of the run. */
final class EmbeddedApiExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(EmbeddedApiExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EmbeddedApi.class;
  }

  @Override
  public EmbeddedApi resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(EmbeddedApi.class, _ -> EmbeddedApi.start(), EmbeddedApi.class);
  }
}
