// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Who a client's certificate says it is. */
public final class CertificateNames {
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;

  private CertificateNames() {}

  /**
   * The names of the verified certificate of the other side, each with its kind before it: {@code
   * URI:}, {@code DNS:}, {@code EMAIL:}, {@code CN:} and {@code O:}. Empty if it has shown none.
   */
  public static List<String> of(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? of(certificate)
          : List.of();
    } catch (SSLPeerUnverifiedException _) {
      return List.of();
    }
  }

  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(alternative -> add(names, alternative));
      }
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn part : subject.getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          names.add("CN:" + part.getValue());
        } else if (part.getType().equalsIgnoreCase("O")) {
          names.add("O:" + part.getValue());
        }
      }
    } catch (CertificateParsingException | InvalidNameException _) {
      return List.of(); // a certificate whose names nobody can read names nobody
    }
    return names;
  }

  private static void add(List<String> names, List<?> alternative) {
    String kind =
        switch (alternative.getFirst()) {
          case Integer type when type == EMAIL -> "EMAIL:";
          case Integer type when type == DNS -> "DNS:";
          case Integer type when type == URI -> "URI:";
          default -> "";
        };
    if (!kind.isEmpty() && alternative.getLast() instanceof String name) {
      names.add(kind + name);
    }
  }
}
