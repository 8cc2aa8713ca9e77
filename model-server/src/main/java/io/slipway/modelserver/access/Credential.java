// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.transport.http.HttpHeaders;

/** What a request shows to say who sends it. */
sealed interface Credential {
  /** Nothing. */
  record None() implements Credential {}

  record Token(String value) implements Credential {
    @Override
    public String toString() {
      return "Token[...]"; // a secret
    }
  }

  /** Something that is not understood. */
  record Unknown(String reason) implements Credential {}

  String AUTHORIZATION = "authorization";
  String API_KEY = "x-api-key";
  String BEARER = "Bearer ";

  /** {@code Authorization: Bearer}, else {@code X-API-Key}; over gRPC these are metadata. Pure. */
  static Credential of(HttpHeaders headers) {
    String authorization = headers.get(AUTHORIZATION);
    if (authorization == null) {
      String key = headers.get(API_KEY);
      return key == null ? new None() : new Token(key.strip());
    }
    if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return new Token(authorization.substring(BEARER.length()).strip());
    }
    return new Unknown("the authorization scheme is not understood (expected: Bearer)");
  }
}
