// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.volume.ServiceAccountTokens;
import io.slipway.controlplane.agent.volume.SourceReference;
import io.slipway.controlplane.agent.volume.Token;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Resource;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ConfigMaps and Secrets of one namespace, and tokens, from the API. */
record ApiSources(KubeApi api, String namespace) implements Sources {
  @Override
  public Optional<Map<String, byte[]>> configMap(String name) {
    return api.get(Resource.CONFIG_MAPS, namespace, name)
        .map(object -> values(SourceReference.Kind.CONFIG_MAP, object));
  }

  @Override
  public Optional<Map<String, byte[]>> secret(String name) {
    return api.get(Resource.SECRETS, namespace, name)
        .map(object -> values(SourceReference.Kind.SECRET, object));
  }

  /** What an object holds, by its keys. */
  static Map<String, byte[]> values(SourceReference.Kind kind, KubeObject object) {
    return switch (kind) {
      case SECRET -> decoded(object, "data");
      case CONFIG_MAP -> {
        Map<String, byte[]> values = decoded(object, "binaryData");
        object
            .fields()
            .textMap("data")
            .forEach((key, text) -> values.put(key, text.getBytes(StandardCharsets.UTF_8)));
        yield values;
      }
    };
  }

  @Override
  public boolean hasClaim(String name) {
    return api.get(Resource.VOLUME_CLAIMS, namespace, name).isPresent();
  }

  private static Map<String, byte[]> decoded(KubeObject object, String field) {
    Map<String, byte[]> values = new LinkedHashMap<>();
    object
        .fields()
        .textMap(field)
        .forEach((key, text) -> values.put(key, Base64.getDecoder().decode(text)));
    return values;
  }

  static ServiceAccountTokens tokens(KubeApi api, InstantSource clock) {
    return (pod, account, audience, seconds) -> {
      Instant until = clock.instant().plusSeconds(seconds);
      return token(
          new ApiSources(api, pod.namespace()), account, request(pod, audience, seconds), until);
    };
  }

  private static Map<String, Object> request(PodIdentity pod, String audience, long seconds) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("expirationSeconds", seconds);
    spec.put("audiences", audience.isEmpty() ? List.of() : List.of(audience));
    spec.put(
        "boundObjectRef",
        Map.of("apiVersion", "v1", "kind", "Pod", "name", pod.name(), "uid", pod.uid()));
    return Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenRequest", "spec", spec);
  }

  /**
   * @param until how long it is one if the answer does not say
   */
  private static Token token(
      ApiSources api, String account, Map<String, Object> request, Instant until)
      throws ConfigurationException {
    try {
      Fields answer =
          api.api()
              .create(Resource.SERVICE_ACCOUNTS, api.namespace(), account, "token", request)
              .status();
      String expires = answer.text("expirationTimestamp");
      return new Token(answer.text("token"), expires.isEmpty() ? until : Instant.parse(expires));
    } catch (KubeException | DateTimeException e) {
      throw new ConfigurationException(
          "no token for serviceaccount %s: %s".formatted(account, e.getMessage()));
    }
  }
}
