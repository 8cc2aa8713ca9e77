// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.Peer;
import org.jspecify.annotations.Nullable;

/** Whether somebody gets in. */
public sealed interface Access {
  record Granted(Client client) implements Access {}

  /** Nobody whom we know. */
  record Unauthenticated(String reason) implements Access {}

  /** Somebody whom we know, who may not do this. */
  record Denied(String reason) implements Access {}

  /** Decides over a request for an endpoint of {@code group}. Pure. */
  static Access decide(Tokens tokens, EndpointGroup group, HttpHeaders headers, Peer peer) {
    return switch (Credential.of(headers)) {
      case Credential.Unknown(String reason) -> new Unauthenticated(reason);
      case Credential.None() -> {
        Client client = tokens.byCertificate(peer.certificateNames());
        yield client == null ? anonymous(tokens, group) : known(tokens, client, group);
      }
      case Credential.Token(String token) -> {
        @Nullable Client client = tokens.byToken(token);
        yield client == null
            ? new Unauthenticated("the token is not known")
            : known(tokens, client, group);
      }
    };
  }

  private static Access anonymous(Tokens tokens, EndpointGroup group) {
    return tokens.anonymous().may(group)
        ? new Granted(tokens.anonymous())
        : new Unauthenticated(
            "the endpoints of group '%s' need a token (expected: Authorization: Bearer TOKEN, or"
                    .formatted(group.label())
                + " X-API-Key: TOKEN)");
  }

  /** What everybody may do, so may those whom we know. */
  private static Access known(Tokens tokens, Client client, EndpointGroup group) {
    return client.may(group) || tokens.anonymous().may(group)
        ? new Granted(client)
        : new Denied(
            "client '%s' may not use the endpoints of group '%s'"
                .formatted(client.name(), group.label()));
  }
}
