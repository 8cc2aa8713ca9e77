// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.answer.KubernetesApi;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.pods.ChannelProtocol;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.websocket.Handshake;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who makes a call over HTTP: a certificate says it, else a token. */
final class Callers {
  private static final String BEARER = "Bearer ";

  private final KubernetesApi api;

  Callers(KubernetesApi api) {
    this.api = api;
  }

  /**
   * Blocks for the disk.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Unauthorized for a token that is
   *     nobody's
   */
  UserInfo of(HttpRequestHead head) {
    UserInfo caller = ClientCertificate.caller(head.peer().certificateNames());
    if (!head.peer().certificateNames().isEmpty()) {
      return caller;
    }
    String token = token(head);
    return token == null ? caller : user(token);
  }

  private UserInfo user(String token) {
    UserInfo user = api.user(token);
    if (user == null) {
      throw ApiErrors.unauthorized();
    }
    return user;
  }

  /** Null if none is shown. */
  private static @Nullable String token(HttpRequestHead head) {
    String credential = head.headers().get("authorization");
    if (credential != null && credential.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return credential.substring(BEARER.length()).strip();
    }
    return Handshake.isAskedFor(head) ? offered(Handshake.protocols(head.headers())) : null;
  }

  /** A token among the protocols of a WebSocket, beside one that can be agreed on. */
  private static @Nullable String offered(List<String> protocols) {
    String token = null;
    for (String protocol : protocols) {
      if (ChannelProtocol.isToken(protocol)) {
        if (token != null || protocols.size() == 1) {
          throw ApiErrors.unauthorized();
        }
        token = decoded(protocol.substring(ChannelProtocol.TOKEN.length()));
      }
    }
    return token;
  }

  private static String decoded(String base64) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(base64));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      throw ApiErrors.unauthorized();
    }
  }
}
