// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.objects.ObjectWrites;
import io.slipway.controlplane.apiserver.objects.ObjectWrites.Written;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.write.SentObject;
import io.slipway.controlplane.apiserver.write.Update;
import io.slipway.controlplane.apiserver.write.WriteContext;
import java.time.InstantSource;
import java.util.List;

/** Answers {@code create} and {@code update}, of objects and of their status. */
final class WriteHandler {
  private final ObjectWrites writes;
  private final Admission admission;
  private final InstantSource clock;
  private final WriteListener listener;

  WriteHandler(
      ObjectWrites writes, Admission admission, InstantSource clock, WriteListener listener) {
    this.writes = writes;
    this.admission = admission;
    this.clock = clock;
    this.listener = listener;
  }

  ApiReply create(ResourceCall call) {
    call.requireNamespace();
    WriteOptions options = call.writeOptions("CreateOptions");
    SentObject sent = read(call, options);
    requireOwnNamespace(call, sent.object());
    ObjectNode created =
        admission.together(
            call,
            () -> {
              admission.create(call, sent.object());
              return writes.create(call.write(options, clock.instant()), sent.object());
            });
    if (!options.dryRun()) {
      listener.written(call.kind(), created, false);
    }
    return reply(call, Replies.CREATED, created, sent.warnings());
  }

  ApiReply update(ResourceCall call) {
    call.requireNamespace();
    WriteOptions options = call.writeOptions("UpdateOptions");
    SentObject sent = read(call, options);
    requireOwnNamespace(call, sent.object());
    WriteContext context = call.write(options, clock.instant());
    Update update = new Update(context, call.ofStatus());
    Written written =
        admission.together(
            call,
            () ->
                writes.change(
                    context,
                    live -> {
                      ObjectNode object = sent.object().deepCopy();
                      admission.change(call, object, live);
                      return update.of(object, live);
                    }));
    return changed(call, options, written, sent.warnings());
  }

  private static SentObject read(ResourceCall call, WriteOptions options) {
    Bodies.Sent sent = Bodies.sent(call.call());
    if (!call.kind().builtin()) {
      CustomBody.check(call.type().kind(), sent.object());
    }
    return SentObject.read(
        call.type(), sent.object(), sent.duplicates(), options.fieldValidation());
  }

  private static void requireOwnNamespace(ResourceCall call, ObjectNode object) {
    String said = object.path("metadata").path("namespace").asText("");
    if (!said.isEmpty() && !said.equals(call.namespace())) {
      throw ApiErrors.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  /** Answers a change that was made. */
  ApiReply changed(
      ResourceCall call, WriteOptions options, Written written, List<String> warnings) {
    if (!options.dryRun()) {
      listener.written(call.kind(), written.object(), written.removed());
    }
    return reply(call, Replies.OK, written.object(), warnings);
  }

  static ApiReply reply(ResourceCall call, int status, ObjectNode object, List<String> warnings) {
    byte[] document = Replies.bytes(Conversions.object(call, object));
    return Replies.of(call.form(), status, document, warnings);
  }
}
