// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.ApiStatus;
import io.slipway.controlplane.apiserver.meta.StatusReason;
import io.slipway.controlplane.apiserver.objects.ObjectReads;
import io.slipway.controlplane.apiserver.objects.ObjectReads.Listed;
import io.slipway.controlplane.apiserver.objects.ObjectWrites;
import io.slipway.controlplane.apiserver.objects.ObjectWrites.Written;
import io.slipway.controlplane.apiserver.request.DeleteOptions;
import io.slipway.controlplane.apiserver.request.ListOptions;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.request.WriteOptions.FieldValidation;
import io.slipway.controlplane.apiserver.write.Deletion;
import io.slipway.controlplane.apiserver.write.Outcome;
import io.slipway.controlplane.apiserver.write.WriteContext;
import io.slipway.controlplane.store.Stored;
import java.time.InstantSource;
import java.util.List;

/** Answers {@code delete} and {@code deletecollection}. */
final class DeleteHandler {
  private final ObjectWrites writes;
  private final ObjectReads reads;
  private final InstantSource clock;
  private final WriteListener listener;

  DeleteHandler(
      ObjectWrites writes, ObjectReads reads, InstantSource clock, WriteListener listener) {
    this.writes = writes;
    this.reads = reads;
    this.clock = clock;
    this.listener = listener;
  }

  ApiReply delete(ResourceCall call) {
    call.requireNamespace();
    DeleteOptions options = DeleteOptions.read(Bodies.optional(call.call()), call.query());
    Written written = delete(call, call.namespace(), call.name(), options);
    if (!written.removed()) {
      return WriteHandler.reply(call, Replies.OK, written.object(), List.of());
    }
    JsonNode uid = written.object().path("metadata").path("uid");
    return Replies.success(ApiStatus.deleted(call.type().resource(), call.name(), uid.asText("")));
  }

  private Written delete(ResourceCall call, String namespace, String name, DeleteOptions options) {
    WriteOptions write = new WriteOptions(options.dryRun(), "", FieldValidation.IGNORE, false);
    WriteContext context = new WriteContext(call.type(), namespace, name, write, clock.instant());
    Written written = writes.change(context, live -> outcome(context, live, options));
    if (!options.dryRun()) {
      listener.written(call.kind(), written.object(), written.removed());
    }
    return written;
  }

  private static Outcome outcome(WriteContext context, ObjectNode live, DeleteOptions options) {
    long grace = context.type().rules().graceSeconds(live, options.gracePeriodSeconds());
    return Deletion.of(context.type(), live, options, grace, context.now());
  }

  ApiReply deleteCollection(ResourceCall call) {
    call.requireNamespace();
    DeleteOptions options = DeleteOptions.read(Bodies.optional(call.call()), call.query());
    ListOptions which = ListOptions.read(call.query(), false);
    Listed listed = reads.list(call.type(), call.namespace(), which, call.selection(which));
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("kind", call.kind().listKind()).put("apiVersion", call.kind().apiVersion());
    list.putObject("metadata").put("resourceVersion", Long.toString(listed.revision()));
    ArrayNode items = list.putArray("items");
    for (Stored stored : listed.objects()) {
      try {
        items.add(delete(call, stored.key().namespace(), stored.key().name(), options).object());
      } catch (ApiException e) {
        if (e.status().reason() != StatusReason.NOT_FOUND) { // someone else was quicker
          throw e;
        }
      }
    }
    return Replies.json(Replies.OK, Conversions.list(call, list));
  }
}
