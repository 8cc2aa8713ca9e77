// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.testing;

import io.slipway.controlplane.apiserver.token.ServiceAccountTokens;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Tokens with a key of their own. */
public final class TestTokens {
  private TestTokens() {}

  public static ServiceAccountTokens make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair key = generator.generateKeyPair();
      return new ServiceAccountTokens(() -> key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK makes no keys on P-256", e);
    }
  }
}
