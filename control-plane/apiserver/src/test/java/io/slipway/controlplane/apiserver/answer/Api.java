// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.controlplane.apiserver.testing.TestTokens;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** An API on a store of its own, called without a socket. */
public final class Api implements AutoCloseable {
  static final JsonMapper MAPPER = new JsonMapper();
  private static final String JSON = "application/json";

  private final ObjectStore store;
  private final KubernetesApi api;
  private UserInfo user = OwnCalls.OWNER;
  private String another = "";

  public Api(Path directory) {
    this(directory, System::nanoTime);
  }

  Api(Path directory, LongSupplier nanoTime) {
    store = ObjectStore.open(directory, StoreLimits.DEFAULT);
    api =
        KubernetesApi.open(
            store, TestTokens.make(), List.of(), InstantSource.system(), nanoTime, "test");
  }

  /** What was answered. */
  record Answer(int status, ObjectNode body, List<String> warnings) {
    String at(String pointer) {
      return body.at(pointer).asText();
    }
  }

  /** From now on somebody else calls. */
  void as(String name, String... groups) {
    List<String> all = new ArrayList<>(List.of(groups));
    all.add("system:authenticated");
    user = new UserInfo(name, "", all);
  }

  /** From now on calls come without a credential. */
  void asNobody() {
    user = UserInfo.anonymous();
  }

  /** From now on calls are made in the name of another. */
  void forAnother(String name) {
    another = name;
  }

  ObjectStore store() {
    return store;
  }

  KubernetesApi kubernetes() {
    return api;
  }

  Answer get(String path) {
    return call("GET", path, JSON, "");
  }

  Answer post(String path, String body) {
    return call("POST", path, JSON, body);
  }

  Answer put(String path, String body) {
    return call("PUT", path, JSON, body);
  }

  Answer delete(String path) {
    return call("DELETE", path, JSON, "");
  }

  Answer patch(String path, String kind, String body) {
    return call("PATCH", path, "application/" + kind, body);
  }

  /** As {@link #post}; fails if it is not created. */
  ObjectNode create(String path, String body) {
    Answer answer = post(path, body);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
    return answer.body();
  }

  /** As {@link #call}; fails if it is refused. */
  void send(String method, String path, String contentType, String body) {
    Answer answer = call(method, path, contentType, body);
    assertThat(answer.status()).as(answer.body().toString()).isLessThan(300);
  }

  Answer call(String method, String path, String contentType, String body) {
    ApiReply.Whole reply = (ApiReply.Whole) api.answer(request(method, path, contentType, body));
    try {
      boolean text = reply.contentType().startsWith("text/");
      ObjectNode document =
          text ? MAPPER.createObjectNode() : (ObjectNode) MAPPER.readTree(reply.body());
      return new Answer(reply.status(), document, reply.warnings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ApiCall request(String method, String path, String contentType, String body) {
    int query = path.indexOf('?');
    Map<String, String> headers = new HashMap<>();
    headers.put("content-type", contentType);
    headers.put("user-agent", "tests/1");
    if (!another.isEmpty()) {
      headers.put("impersonate-user", another);
    }
    return new ApiCall(
        method,
        query < 0 ? path : path.substring(0, query),
        query < 0 ? null : path.substring(query + 1),
        headers::get,
        body.getBytes(StandardCharsets.UTF_8),
        user);
  }

  /**
   * Any reply.
   *
   * @param headers names and values in turn
   */
  ApiReply reply(String method, String path, String... headers) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      named.put(headers[i], headers[i + 1]);
    }
    ApiCall plain = request(method, path, JSON, "");
    return api.answer(
        new ApiCall(method, plain.path(), plain.query(), named::get, plain.body(), user));
  }

  /** The events of a watch, to its end. */
  List<ObjectNode> watch(String path) throws InterruptedException {
    List<ObjectNode> events = new CopyOnWriteArrayList<>();
    ApiReply reply = api.answer(request("GET", path, JSON, ""));
    assertThat(reply).isInstanceOf(ApiReply.Events.class);
    ((ApiReply.Events) reply)
        .source()
        .tell(
            new ApiReply.EventSink() {
              @Override
              public boolean send(byte[] event) {
                try {
                  events.add((ObjectNode) MAPPER.readTree(event));
                  return true;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }

              @Override
              public void onGone(Runnable action) {
                // it listens to the end
              }
            });
    return events;
  }

  @Override
  public void close() {
    api.close();
    store.close();
  }
}
