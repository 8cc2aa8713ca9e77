// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a document is about: the endpoints below one address, as they answer whoever asks for it.
 *
 * @param prefix what stands before every path: empty, or {@code /serving/NAMESPACE/NAME}
 * @param offers which endpoints do what they are there for
 * @param guarded whether requests can be refused for who sends them, or how many
 * @param asksForTokens whether it is asked who sends a request
 * @param exampleModel a model that is there; null if there is none
 */
public record Api(
    ServerIdentity identity,
    String prefix,
    Set<Offer> offers,
    boolean guarded,
    boolean asksForTokens,
    @Nullable String exampleModel) {
  public Api {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(prefix, "prefix");
    offers = Set.copyOf(offers);
  }
}
