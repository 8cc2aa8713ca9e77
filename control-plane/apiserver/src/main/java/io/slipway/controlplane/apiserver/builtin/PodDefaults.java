// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What the author of a Pod, or of the template of Pods, may leave open. */
final class PodDefaults {
  private static final int FILE_MODE = 0644;
  private static final int GRACE_SECONDS = 30;

  private PodDefaults() {}

  static void apply(ObjectNode spec) {
    Missing.put(spec, "restartPolicy", "Always");
    Missing.put(spec, "dnsPolicy", "ClusterFirst");
    Missing.put(spec, "schedulerName", "default-scheduler");
    Missing.put(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
    Missing.putObject(spec, "securityContext");
    Quantities.inMap(spec.path("overhead"));
    for (String containers : List.of("containers", "initContainers")) {
      for (JsonNode container : spec.path(containers)) {
        if (container instanceof ObjectNode fields) {
          container(fields);
        }
      }
    }
    for (JsonNode volume : spec.path("volumes")) {
      volume(volume);
    }
  }

  private static void container(ObjectNode container) {
    Missing.put(container, "terminationMessagePath", "/dev/termination-log");
    Missing.put(container, "terminationMessagePolicy", "File");
    Missing.put(container, "imagePullPolicy", pullPolicy(container.path("image").asText("")));
    Missing.putObject(container, "resources");
    Quantities.inMap(container.path("resources").path("limits"));
    Quantities.inMap(container.path("resources").path("requests"));
    requests(container.path("resources"));
    for (JsonNode port : container.path("ports")) {
      if (port instanceof ObjectNode fields) {
        Missing.put(fields, "protocol", "TCP");
      }
    }
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.get(probe) instanceof ObjectNode fields) {
        probe(fields);
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      httpGet(container.path("lifecycle").path(hook));
    }
    for (JsonNode variable : container.path("env")) {
      if (variable.path("valueFrom").path("fieldRef") instanceof ObjectNode reference) {
        Missing.put(reference, "apiVersion", "v1");
      }
    }
  }

  /** What is limited and not requested is requested. */
  private static void requests(JsonNode resources) {
    JsonNode limits = resources.path("limits");
    if (limits.isEmpty() || !(resources instanceof ObjectNode fields)) {
      return;
    }
    ObjectNode requests = fields.withObjectProperty("requests");
    for (Map.Entry<String, JsonNode> limit : limits.properties()) {
      if (!requests.has(limit.getKey())) {
        requests.set(limit.getKey(), limit.getValue());
      }
    }
  }

  private static String pullPolicy(String image) {
    int digest = image.indexOf('@');
    String named = digest < 0 ? image : image.substring(0, digest);
    String tag = named.substring(Math.max(named.lastIndexOf('/'), 0));
    boolean latest = digest < 0 && (tag.indexOf(':') < 0 || tag.endsWith(":latest"));
    return latest ? "Always" : "IfNotPresent";
  }

  private static void probe(ObjectNode probe) {
    Missing.put(probe, "timeoutSeconds", 1);
    Missing.put(probe, "periodSeconds", 10);
    Missing.put(probe, "successThreshold", 1);
    Missing.put(probe, "failureThreshold", 3);
    httpGet(probe);
    if (probe.get("grpc") instanceof ObjectNode grpc && !grpc.has("service")) {
      grpc.put("service", "");
    }
  }

  private static void httpGet(JsonNode handler) {
    if (handler.get("httpGet") instanceof ObjectNode get) {
      Missing.put(get, "path", "/");
      Missing.put(get, "scheme", "HTTP");
    }
  }

  private static void volume(JsonNode volume) {
    for (String source : List.of("configMap", "secret", "downwardAPI", "projected")) {
      if (volume.path(source) instanceof ObjectNode fields) {
        Missing.put(fields, "defaultMode", FILE_MODE);
      }
    }
    for (JsonNode source : volume.path("projected").path("sources")) {
      if (source.path("serviceAccountToken") instanceof ObjectNode token) {
        Missing.put(token, "expirationSeconds", 3600);
      }
    }
    Quantities.inField(volume.path("emptyDir"), "sizeLimit");
    if (volume.path("hostPath") instanceof ObjectNode path && !path.has("type")) {
      path.put("type", "");
    }
  }
}
