// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.objects.ObjectWrites;
import io.slipway.controlplane.apiserver.objects.ObjectWrites.Written;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.write.Outcome;
import io.slipway.controlplane.apiserver.write.WriteContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Answers calls of subresources other than the status. */
final class Subresources {
  private static final String METADATA = "metadata";

  private final Accounts accounts;
  private final ObjectWrites writes;
  private final InstantSource clock;
  private final WriteListener listener;

  Subresources(
      Accounts accounts, ObjectWrites writes, InstantSource clock, WriteListener listener) {
    this.accounts = accounts;
    this.writes = writes;
    this.clock = clock;
    this.listener = listener;
  }

  ApiReply answer(ResourceCall call) {
    return switch (call.target().subresource() + ' ' + call.target().verb()) {
      case "binding create" -> bind(call);
      case "finalize update" -> release(call);
      case "token create" ->
          Replies.json(
              Replies.CREATED,
              accounts.issue(call.namespace(), call.name(), Bodies.object(call.call())));
      default -> throw ApiErrors.notAllowed();
    };
  }

  /** Gives a Pod to a node. */
  private ApiReply bind(ResourceCall call) {
    ObjectNode binding = Bodies.object(call.call());
    String node = binding.path("target").path("name").asText("");
    if (node.isEmpty()) {
      throw ApiErrors.badRequest("target.name: missing (expected: the name of a node)");
    }
    WriteOptions options = call.writeOptions("CreateOptions");
    WriteContext context = call.write(options, clock.instant());
    Written written = writes.change(context, live -> bound(call, live, binding, node));
    tell(call, options, written);
    return Replies.json(Replies.CREATED, success());
  }

  private Outcome bound(ResourceCall call, ObjectNode live, ObjectNode binding, String node) {
    ObjectNode pod = live.deepCopy();
    String already = pod.path("spec").path("nodeName").asText("");
    if (!already.isEmpty()) {
      throw ApiErrors.conflict(
          call.type().resource(),
          call.name(),
          "pod " + call.name() + " is already assigned to node \"" + already + '"');
    }
    if (pod.path(METADATA).hasNonNull("deletionTimestamp")) {
      throw ApiErrors.conflict(
          call.type().resource(), call.name(), "pod " + call.name() + " is being deleted");
    }
    pod.withObjectProperty("spec").put("nodeName", node);
    if (binding.path(METADATA).path("annotations") instanceof ObjectNode annotations) {
      pod.withObjectProperty(METADATA).withObjectProperty("annotations").setAll(annotations);
    }
    pod.withObjectProperty("status")
        .withArrayProperty("conditions")
        .addObject()
        .put("type", "PodScheduled")
        .put("status", "True")
        .putNull("lastProbeTime")
        .put("lastTransitionTime", now());
    return new Outcome.Stored(pod);
  }

  private String now() {
    Instant now = clock.instant();
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Lets a namespace go that is to go, once nobody holds it. */
  private ApiReply release(ResourceCall call) {
    ObjectNode sent = Bodies.object(call.call());
    WriteOptions options = call.writeOptions("UpdateOptions");
    WriteContext context = call.write(options, clock.instant());
    Written written =
        writes.change(
            context,
            live -> {
              ObjectNode namespace = live.deepCopy();
              namespace.withObjectProperty("spec").set("finalizers", finalizers(sent));
              boolean goes =
                  namespace.path(METADATA).hasNonNull("deletionTimestamp")
                      && namespace.path(METADATA).path("finalizers").isEmpty()
                      && namespace.path("spec").path("finalizers").isEmpty();
              return goes ? new Outcome.Removed(namespace) : new Outcome.Stored(namespace);
            });
    tell(call, options, written);
    return Replies.json(Replies.OK, written.object());
  }

  private static ArrayNode finalizers(ObjectNode namespace) {
    return namespace.path("spec").path("finalizers") instanceof ArrayNode finalizers
        ? finalizers.deepCopy()
        : JsonNodeFactory.instance.arrayNode();
  }

  private void tell(ResourceCall call, WriteOptions options, Written written) {
    if (!options.dryRun()) {
      listener.written(call.kind(), written.object(), written.removed());
    }
  }

  private static ObjectNode success() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").putObject(METADATA);
    return status.put("status", "Success").put("code", Replies.CREATED);
  }
}
