// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.testing;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objects as the API would have them, in namespace {@code ns}; {@code uid-NAME} is their uid. */
public final class Objects {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Objects() {}

  /** JSON; apostrophes stand for quotation marks. */
  public static Map<String, Object> json(String text) {
    try {
      return Json.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /**
   * @param fields beside {@code metadata}, as JSON
   */
  public static KubeObject object(Kind kind, String name, String fields) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("namespace", "ns");
    metadata.put("name", name);
    metadata.put("uid", "uid-" + name);
    metadata.put("resourceVersion", "1");
    metadata.put("creationTimestamp", "2026-03-01T11:00:00Z");
    metadata.put("generation", 1);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("apiVersion", kind.apiVersion());
    json.put("kind", kind.kind());
    json.put("metadata", metadata);
    json.putAll(json(fields));
    return new KubeObject(json);
  }

  /** The same object with other metadata too. */
  public static KubeObject with(KubeObject object, String metadata) {
    Map<String, Object> all = new LinkedHashMap<>(object.metadata().json());
    all.putAll(json(metadata));
    Map<String, Object> json = new LinkedHashMap<>(object.json());
    json.put("metadata", all);
    return new KubeObject(json);
  }

  public static KubeObject owned(KubeObject object, Kind kind, KubeObject owner) {
    Map<String, Object> all = new LinkedHashMap<>(object.metadata().json());
    all.put("ownerReferences", List.of(Owners.reference(kind, owner)));
    Map<String, Object> json = new LinkedHashMap<>(object.json());
    json.put("metadata", all);
    return new KubeObject(json);
  }

  /** What a controller wants to create, as the API would have it then. */
  public static KubeObject created(Map<String, Object> object, String name) {
    Map<String, Object> metadata = new LinkedHashMap<>(Fields.of(object).fields("metadata").json());
    metadata.put("name", name);
    metadata.put("uid", "uid-" + name);
    metadata.put("resourceVersion", "1");
    metadata.put("generation", 1);
    metadata.put("creationTimestamp", "2026-03-01T11:30:00Z");
    Map<String, Object> json = new LinkedHashMap<>(object);
    json.put("metadata", metadata);
    return new KubeObject(json);
  }

  /** The same object with another status. */
  public static KubeObject status(KubeObject object, String status) {
    Map<String, Object> json = new LinkedHashMap<>(object.json());
    json.put("status", json(status));
    return new KubeObject(json);
  }

  public static KubeObject ready(KubeObject pod) {
    return status(
        pod,
        "{'phase': 'Running', 'podIP': '10.0.0.1', 'conditions': [{'type': 'Ready', 'status':"
            + " 'True', 'lastTransitionTime': '2026-03-01T11:59:55Z'}]}");
  }
}
