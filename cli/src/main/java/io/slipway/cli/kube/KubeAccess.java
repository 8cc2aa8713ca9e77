// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import io.slipway.transport.tls.PemText;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where an API is, and who asks it.
 *
 * @param origin the file that says so
 * @param namespace where things are unless it is said
 * @param authority whom to trust; null for those whom the JDK trusts
 * @param trustAll whether any server is taken for the right one
 * @param certificate of the client, if it has one; goes with {@code key}
 * @param token of the client, if it has one
 */
public record KubeAccess(
    String origin,
    URI server,
    String namespace,
    @Nullable PemText authority,
    boolean trustAll,
    @Nullable PemText certificate,
    @Nullable PemText key,
    @Nullable String token) {
  /** Without the secrets. */
  @Override
  public String toString() {
    return "KubeAccess[" + server + " by " + origin + ']';
  }
}
