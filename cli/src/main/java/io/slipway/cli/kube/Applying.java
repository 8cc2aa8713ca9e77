// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.command.CommandFailure;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Server-side applies, one object after the other. An object may be of a type that an earlier one
 * defines: the API serves it a moment later, which is waited for. Used by one thread.
 */
public final class Applying {
  private static final Duration NEW_TYPE_LIMIT = Duration.ofSeconds(15);
  private static final Duration NEW_TYPE_PAUSE = Duration.ofMillis(200);
  private static final int FORBIDDEN = 403;

  private final KubeClient client;
  private final Query query;
  private final String namespace;
  private final boolean namespaceGiven;
  private ResourceTypes types;
  private boolean definesTypes;

  /** What has become of an object. */
  public record Result(ResourceType type, String name, Applied applied, ObjectNode object) {}

  /**
   * @param query with the field manager and what else is the same for all
   * @param namespace of objects that do not say theirs
   * @param namespaceGiven whether others are refused
   */
  public Applying(KubeClient client, Query query, String namespace, boolean namespaceGiven) {
    this.client = client;
    this.query = query;
    this.namespace = namespace;
    this.namespaceGiven = namespaceGiven;
    this.types = client.discover();
  }

  /**
   * @throws ApiFailure if the API refuses it
   * @throws CommandFailure if it is of no type that the API has, or of another namespace
   */
  public Result apply(ObjectNode object) {
    ResourceType type = type(object);
    ObjectNode sent = object.deepCopy();
    String name = sent.path("metadata").path("name").asText();
    String home = Namespaces.of(sent, type, namespace, namespaceGiven);
    String path = type.path(home, name);
    JsonNode before = before(path);
    KubeClient.Answer answer = client.patch(path, query, KubeClient.APPLY, sent);
    definesTypes |= type.kind().equals("CustomResourceDefinition");
    return new Result(type, name, Applied.of(before, answer), (ObjectNode) answer.object());
  }

  /** Only to tell whether it changes: who may not read it is told that it did. */
  private @Nullable JsonNode before(String path) {
    try {
      return client.find(path);
    } catch (ApiFailure e) {
      if (e.code() == FORBIDDEN) {
        return null;
      }
      throw e;
    }
  }

  private ResourceType type(ObjectNode object) {
    String apiVersion = object.path("apiVersion").asText();
    String kind = object.path("kind").asText();
    ResourceType type = types.of(apiVersion, kind);
    long begin = System.nanoTime();
    while (type == null && definesTypes && since(begin).compareTo(NEW_TYPE_LIMIT) < 0) {
      LockSupport.parkNanos(NEW_TYPE_PAUSE.toNanos());
      types = client.discover();
      type = types.of(apiVersion, kind);
    }
    if (type == null) {
      throw new CommandFailure(
          "no matches for kind \"%s\" in version \"%s\" (expected: a type that the server has; is its"
                  .formatted(kind, apiVersion)
              + " CustomResourceDefinition installed?)");
    }
    return type;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
