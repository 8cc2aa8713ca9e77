// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits until single objects are as they should be, by lists and watches of one name. */
public final class Waiting {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final KubeClient client;
  private final WaitCondition condition;
  private final Deadline deadline;

  /**
   * @param limit for all that is waited for together; null for ever, zero to look once
   */
  public Waiting(KubeClient client, WaitCondition condition, @Nullable Duration limit) {
    this.client = client;
    this.condition = condition;
    this.deadline = Deadline.after(limit);
  }

  /**
   * Waits for one object.
   *
   * @param namespace empty for types that are in none
   * @param uid of the object that is meant; empty for any of the name
   * @return false if the time was over first
   */
  public boolean await(ResourceType type, String namespace, String name, String uid) {
    ObjectReads reads = ObjectReads.selected(client, namespace, "", "metadata.name=" + name);
    while (true) {
      ObjectReads.Objects now = reads.objects(new TypedNames(type, List.of()));
      List<ObjectNode> items = now.items();
      if (condition.isMet(items.isEmpty() ? null : meant(items.getFirst(), uid))) {
        return true;
      }
      if (deadline.isOver()) {
        return false;
      }
      if (isMetFrom(reads, type, now.resourceVersion(), uid)) {
        return true;
      }
      // An API that ends every watch at once is not asked without a pause.
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Ends without an answer when the watch does, or is too old to go on: then a list tells. */
  private boolean isMetFrom(ObjectReads reads, ResourceType type, String version, String uid) {
    try (ObjectWatch watch =
        ObjectWatch.begin(reads, type, KubeClient.JSON, version, deadline.left())) {
      for (ObjectWatch.Event event = watch.next(); event != null; event = watch.next()) {
        if (!event.isBookmark()
            && condition.isMet(event.isDeletion() ? null : meant(event.object(), uid))) {
          return true;
        }
      }
    } catch (ApiFailure e) {
      if (!e.isExpired()) {
        throw e;
      }
    }
    return false;
  }

  private static @Nullable JsonNode meant(JsonNode object, String uid) {
    boolean same = uid.isEmpty() || object.path("metadata").path("uid").asText().equals(uid);
    return same ? object : null;
  }
}
