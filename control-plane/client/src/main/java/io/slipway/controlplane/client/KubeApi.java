// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the Kubernetes API that controllers make. They block until the answer is there, at
 * most {@value #TIMEOUT_SECONDS} s; meant for virtual threads. Thread-safe. Names of namespaces are
 * empty for what is in none.
 *
 * <p>Every call throws {@link KubeException} if the API refuses it or does not answer.
 */
public final class KubeApi {
  private static final int TIMEOUT_SECONDS = 30;
  private static final String JSON = "application/json";

  private final HttpClient http;
  private final String root;

  private KubeApi(HttpClient http, String root) {
    this.http = http;
    this.root = root.endsWith("/") ? root : root + "/";
  }

  /** Its HTTP client, with its authentication; the caller keeps the client and closes it. */
  public static KubeApi of(KubernetesClient client) {
    return of(client.getHttpClient(), URI.create(client.getMasterUrl().toString()));
  }

  /**
   * @param root where the API is, such as {@code https://127.0.0.1:8090/}
   */
  public static KubeApi of(HttpClient http, URI root) {
    return new KubeApi(http, root.toString());
  }

  public Optional<KubeObject> get(Resource resource, String namespace, String name) {
    try {
      return Optional.of(object(answer("GET", resource.object(namespace, name), JSON, null)));
    } catch (KubeException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * @param selector of labels, or empty
   */
  public KubeList list(Resource resource, String namespace, String selector) {
    return list(resource, namespace, Selector.ofLabels(selector));
  }

  /** Those that are chosen. */
  public KubeList list(Resource resource, String namespace, Selector selector) {
    String parameters = selector.parameters();
    String path =
        resource.collection(namespace)
            + (parameters.isEmpty() ? "" : "?" + parameters.substring(1));
    Fields list = Fields.of(answer("GET", path, JSON, null));
    String kind = list.text("kind");
    String itemKind = kind.endsWith("List") ? kind.substring(0, kind.length() - 4) : kind;
    List<KubeObject> items = new ArrayList<>();
    for (Fields item : list.list("items")) {
      // The items of a list say neither kind nor version.
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("apiVersion", list.text("apiVersion"));
      object.put("kind", itemKind);
      object.putAll(item.json());
      items.add(new KubeObject(object));
    }
    return new KubeList(items, list.fields("metadata").text("resourceVersion"));
  }

  /**
   * What happens after a revision; the caller closes it.
   *
   * @throws KubeException that {@link KubeException#isGone} if the revision is too old
   */
  public WatchStream watch(
      Resource resource, String namespace, String selector, String resourceVersion) {
    return watch(resource, namespace, Selector.ofLabels(selector), resourceVersion);
  }

  /** As the other, of those that are chosen. */
  public WatchStream watch(
      Resource resource, String namespace, Selector selector, String resourceVersion) {
    String path =
        resource.collection(namespace)
            + "?watch=true&allowWatchBookmarks=true"
            + selector.parameters()
            + Selector.parameter("resourceVersion", resourceVersion);
    return WatchStream.open(
        http, http.newHttpRequestBuilder().uri(root + path).forStreaming().build());
  }

  public KubeObject create(Resource resource, String namespace, Map<String, Object> object) {
    return object(answer("POST", resource.collection(namespace), JSON, Json.text(object)));
  }

  /** Creates a subresource, such as a Pod's {@code binding}; what the API answers. */
  public KubeObject create(
      Resource resource,
      String namespace,
      String name,
      String subresource,
      Map<String, Object> body) {
    String path = resource.object(namespace, name) + "/" + subresource;
    return object(answer("POST", path, JSON, Json.text(body)));
  }

  /** Writes the whole object; its {@code resourceVersion} says which one is replaced. */
  public KubeObject update(Resource resource, KubeObject object) {
    String path = resource.object(object.namespace(), object.name());
    return object(answer("PUT", path, JSON, Json.text(object.json())));
  }

  public KubeObject patch(Resource resource, String namespace, String name, Patch patch) {
    return patched(resource.object(namespace, name), patch);
  }

  public KubeObject patchStatus(Resource resource, String namespace, String name, Patch patch) {
    return patched(resource.object(namespace, name) + "/status", patch);
  }

  private KubeObject patched(String path, Patch patch) {
    return object(answer("PATCH", path, patch.contentType(), Json.text(patch.body())));
  }

  /**
   * Asks for the deletion of exactly this object, and of what it owns, afterwards; none of it is an
   * error if it is gone already.
   *
   * @param graceSeconds 0 removes it at once
   */
  public void delete(Resource resource, KubeObject object, long graceSeconds) {
    Map<String, Object> options =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "DeleteOptions",
            "gracePeriodSeconds",
            graceSeconds,
            "propagationPolicy",
            "Background",
            "preconditions",
            Map.of("uid", object.uid()));
    try {
      String path = resource.object(object.namespace(), object.name());
      answer("DELETE", path, JSON, Json.text(options));
    } catch (KubeException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private static KubeObject object(Map<String, Object> json) {
    return new KubeObject(json);
  }

  private Map<String, Object> answer(
      String method, String path, String contentType, @Nullable String body) {
    HttpRequest.Builder request =
        http.newHttpRequestBuilder()
            .uri(root + path)
            .header("Accept", JSON)
            .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (body != null) {
      request.method(method, contentType, body);
    }
    HttpResponse<byte[]> response = send(request.build(), method + " " + path);
    byte[] bytes = response.body() == null ? new byte[0] : response.body();
    if (!response.isSuccessful()) {
      throw refusal(response.code(), bytes, method + " " + path);
    }
    try {
      return Json.object(bytes);
    } catch (IOException e) {
      throw new KubeException(
          0, "", method + " " + path + " was not answered with JSON: " + e.getMessage(), e);
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request, String what) {
    try {
      return http.sendAsync(request, byte[].class).get(TIMEOUT_SECONDS + 5L, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubeException(0, "", what + " was interrupted", e);
    } catch (ExecutionException e) {
      throw new KubeException(0, "", what + " failed: " + e.getCause(), e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new KubeException(0, "", what + " was not answered in time", e);
    }
  }

  static KubeException refusal(int code, byte[] body, String what) {
    try {
      Fields status = Fields.of(Json.object(body));
      return refusal(status, code);
    } catch (IOException e) {
      String text = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
      return new KubeException(code, "", what + " was answered with " + code + ": " + text, e);
    }
  }

  static KubeException refusal(Fields status, int code) {
    int said = (int) status.number("code", code);
    return new KubeException(said, status.text("reason"), status.text("message"), null);
  }
}
