// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.util.List;

/** What clients offer to speak over a WebSocket, and what is taken. */
public final class ChannelProtocol {
  /** Bytes with their channel before them; the result of a command as a Status. */
  public static final String V4 = "v4.channel.k8s.io";

  /** And a client can end a channel. */
  public static final String V5 = "v5.channel.k8s.io";

  /** SPDY/3.1 in messages, as kubectl forwards ports. */
  public static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";

  /** Without a version: as the fourth. */
  public static final String PORTS = "portforward.k8s.io";

  /** Bytes as they are, in one direction: logs. */
  public static final String BINARY = "binary.k8s.io";

  /** As above, each message in base64 as text. */
  public static final String BASE64 = "base64.binary.k8s.io";

  /** What follows is a token: pages in browsers can set no header for it. */
  public static final String TOKEN = "base64url.bearer.authorization.k8s.io.";

  private ChannelProtocol() {}

  /** Whether it is a credential, which is not spoken. */
  public static boolean isToken(String offered) {
    return offered.startsWith(TOKEN);
  }

  /**
   * @param offered by the client, its favourite first
   * @param known ours
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if nothing is in both
   */
  public static String choose(List<String> offered, List<String> known) {
    for (String each : offered) {
      if (known.contains(each)) {
        return each;
      }
    }
    throw ApiErrors.badRequest(
        "Sec-WebSocket-Protocol: %s (expected: one of %s)"
            .formatted(
                offered.isEmpty() ? "none" : String.join(", ", offered), String.join(", ", known)));
  }
}
