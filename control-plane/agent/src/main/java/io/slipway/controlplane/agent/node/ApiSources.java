// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.volume.ServiceAccountTokens;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** ConfigMaps and Secrets of one namespace, and tokens, from the API. */
record ApiSources(KubeApi api, String namespace) implements Sources {
  @Override
  public Optional<Map<String, byte[]>> configMap(String name) {
    return api.get(Resource.CONFIG_MAPS, namespace, name)
        .map(object -> {
          Map<String, byte[]> values = decoded(object, "binaryData");
          object
              .fields()
              .textMap("data")
              .forEach((key, text) -> values.put(key, text.getBytes(StandardCharsets.UTF_8)));
          return values;
        });
  }

  @Override
  public Optional<Map<String, byte[]>> secret(String name) {
    return api.get(Resource.SECRETS, namespace, name).map(object -> decoded(object, "data"));
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

  static ServiceAccountTokens tokens(KubeApi api) {
    return (pod, account, audience, seconds) -> token(api, pod, account, audience, seconds);
  }

  private static String token(
      KubeApi api, PodIdentity pod, String account, String audience, long seconds)
      throws ConfigurationException {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("expirationSeconds", seconds);
    spec.put("audiences", audience.isEmpty() ? java.util.List.of() : java.util.List.of(audience));
    spec.put(
        "boundObjectRef",
        Map.of("apiVersion", "v1", "kind", "Pod", "name", pod.name(), "uid", pod.uid()));
    Map<String, Object> request =
        Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenRequest", "spec", spec);
    try {
      KubeObject answer =
          api.create(Resource.SERVICE_ACCOUNTS, pod.namespace(), account, "token", request);
      return answer.status().text("token");
    } catch (KubeException e) {
      throw new ConfigurationException(
          "no token for serviceaccount %s: %s".formatted(account, e.getMessage()));
    }
  }
}
