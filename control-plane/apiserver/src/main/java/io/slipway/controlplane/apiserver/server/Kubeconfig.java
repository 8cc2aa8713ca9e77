// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

/**
 * How clients find the API and who they are, as kubectl reads it.
 *
 * @param server where it is: {@code https://127.0.0.1:8090}
 * @param authority whom to trust, a PEM file in base64
 * @param token of the client
 */
record Kubeconfig(String server, String authority, String token) {
  String text() {
    return """
    apiVersion: v1
    kind: Config
    current-context: slipway
    clusters:
    - name: slipway
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: slipway-admin
      user:
        token: %s
    contexts:
    - name: slipway
      context:
        cluster: slipway
        user: slipway-admin
        namespace: default
    """
        .formatted(server, authority, token);
  }

  /** Whether a text has all of it. */
  boolean isIn(String text) {
    return text.contains("server: " + server + '\n')
        && text.contains(authority)
        && text.contains(token);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Kubeconfig[" + server + ']';
  }
}
