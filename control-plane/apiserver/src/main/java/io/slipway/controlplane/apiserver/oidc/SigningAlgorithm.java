// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** How a token may be signed (RFC 7518, 3.1): by keys of which the public one is enough here. */
public enum SigningAlgorithm {
  RS256("SHA256withRSA"),
  RS384("SHA384withRSA"),
  RS512("SHA512withRSA"),
  ES256("SHA256withECDSAinP1363Format"),
  ES384("SHA384withECDSAinP1363Format"),
  ES512("SHA512withECDSAinP1363Format"),
  PS256("RSASSA-PSS"),
  PS384("RSASSA-PSS"),
  PS512("RSASSA-PSS");

  private final String jca;

  SigningAlgorithm(String jca) {
    this.jca = jca;
  }

  /** Whether a key of its kind has signed the bytes. */
  boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
    if (!fits(key)) {
      return false;
    }
    try {
      Signature check = Signature.getInstance(jca);
      switch (this) {
        case PS256 -> check.setParameter(salted("SHA-256", MGF1ParameterSpec.SHA256, 32));
        case PS384 -> check.setParameter(salted("SHA-384", MGF1ParameterSpec.SHA384, 48));
        case PS512 -> check.setParameter(salted("SHA-512", MGF1ParameterSpec.SHA512, 64));
        case RS256, RS384, RS512, ES256, ES384, ES512 -> {}
      }
      check.initVerify(key);
      check.update(signed);
      return check.verify(signature);
    } catch (GeneralSecurityException _) {
      return false; // a signature of another form
    }
  }

  private static PSSParameterSpec salted(String hash, MGF1ParameterSpec mask, int saltBytes) {
    return new PSSParameterSpec(hash, "MGF1", mask, saltBytes, PSSParameterSpec.TRAILER_FIELD_BC);
  }

  private boolean fits(PublicKey key) {
    return switch (this) {
      case RS256, RS384, RS512, PS256, PS384, PS512 -> key instanceof RSAPublicKey;
      case ES256 -> isOnCurve(key, 256);
      case ES384 -> isOnCurve(key, 384);
      case ES512 -> isOnCurve(key, 521);
    };
  }

  private static boolean isOnCurve(PublicKey key, int bits) {
    return key instanceof ECPublicKey curve && curve.getParams().getOrder().bitLength() == bits;
  }
}
