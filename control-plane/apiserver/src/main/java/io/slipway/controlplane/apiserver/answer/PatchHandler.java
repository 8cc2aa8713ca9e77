// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.apply.ManagedFields;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.objects.ObjectWrites;
import io.slipway.controlplane.apiserver.objects.ObjectWrites.Written;
import io.slipway.controlplane.apiserver.patch.JsonPatch;
import io.slipway.controlplane.apiserver.patch.MergePatch;
import io.slipway.controlplane.apiserver.patch.PatchKind;
import io.slipway.controlplane.apiserver.patch.StrategicMergePatch;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.request.WriteOptions.FieldValidation;
import io.slipway.controlplane.apiserver.write.Creation;
import io.slipway.controlplane.apiserver.write.Outcome;
import io.slipway.controlplane.apiserver.write.SentObject;
import io.slipway.controlplane.apiserver.write.Update;
import io.slipway.controlplane.apiserver.write.WriteContext;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers {@code patch}: changes of all kinds, and server-side apply. */
final class PatchHandler {
  private final ObjectWrites writes;
  private final Admission admission;
  private final InstantSource clock;
  private final WriteHandler replies;
  private final WriteListener listener;

  PatchHandler(
      ObjectWrites writes,
      Admission admission,
      InstantSource clock,
      WriteHandler replies,
      WriteListener listener) {
    this.writes = writes;
    this.admission = admission;
    this.clock = clock;
    this.replies = replies;
    this.listener = listener;
  }

  ApiReply patch(ResourceCall call) {
    call.requireNamespace();
    PatchKind kind = PatchKind.of(call.call().header("content-type"), call.kind().builtin());
    boolean apply = kind == PatchKind.APPLY;
    WriteOptions options =
        WriteOptions.onPatch(call.query(), apply, call.call().header("user-agent"));
    if (apply) {
      return apply(call, options);
    }
    WriteContext context = call.write(options, clock.instant());
    Update update = new Update(context, call.ofStatus());
    UnaryOperator<ObjectNode> change = change(call, kind);
    List<String> warnings = new ArrayList<>();
    Written written =
        admission.together(
            call,
            () ->
                writes.change(
                    context,
                    live -> {
                      ObjectNode made = fit(call, options, change.apply(live.deepCopy()), warnings);
                      admission.change(call, made, live);
                      return update.of(made, live);
                    }));
    return replies.changed(call, options, written, warnings);
  }

  /** What a patch makes of an object. */
  private static UnaryOperator<ObjectNode> change(ResourceCall call, PatchKind kind) {
    JsonNode body = Bodies.json(call.call().body());
    return switch (kind) {
      case JSON -> {
        JsonPatch patch = JsonPatch.parse(body);
        yield live -> Bodies.object(patch.apply(live));
      }
      case MERGE -> live -> Bodies.object(MergePatch.apply(live, body));
      case STRATEGIC -> {
        ObjectNode patch = Bodies.object(body);
        yield live -> StrategicMergePatch.apply(call.kind().details().description(), live, patch);
      }
      case APPLY -> throw new IllegalArgumentException("an apply is no change by itself");
    };
  }

  /** Fits what came out to its kind; the warnings are those of the last try. */
  private static ObjectNode fit(
      ResourceCall call, WriteOptions options, ObjectNode made, List<String> warnings) {
    boolean strict = options.fieldValidation() == FieldValidation.STRICT;
    SentObject sent =
        SentObject.read(
            call.type(),
            made,
            List.of(),
            strict ? FieldValidation.WARN : options.fieldValidation());
    if (strict && !sent.warnings().isEmpty()) {
      String patch = new String(call.call().body(), StandardCharsets.UTF_8);
      String findings = "strict decoding error: " + String.join(", ", sent.warnings());
      throw ApiErrors.invalid(
          new GroupKind("", ""),
          "",
          List.of(FieldError.invalid(FieldPath.of("patch"), patch, findings)));
    }
    warnings.clear();
    warnings.addAll(sent.warnings());
    return sent.object();
  }

  private ApiReply apply(ResourceCall call, WriteOptions options) {
    ObjectNode applied = Bodies.object(Bodies.yaml(call.call().body()));
    requireName(call, applied);
    WriteContext context = call.write(options, clock.instant());
    List<String> warnings = new ArrayList<>();
    ManagedFields owners = owners(call);
    ObjectWrites.Applying applying =
        new ObjectWrites.Applying() {
          @Override
          public ObjectNode create() {
            if (call.ofStatus()) {
              throw ApiErrors.notFound(call.type().resource(), call.name());
            }
            ObjectNode made = fit(call, options, merged(null), warnings);
            admission.create(call, made);
            return Creation.ofApplied(context, made, UUID.randomUUID().toString());
          }

          @Override
          public Outcome apply(ObjectNode live) {
            ObjectNode made = fit(call, options, merged(live), warnings);
            admission.change(call, made, live);
            return new Update(context, call.ofStatus()).ofApplied(made, live);
          }

          private ObjectNode merged(@Nullable ObjectNode live) {
            return owners
                .apply(
                    live,
                    applied.deepCopy(),
                    options.fieldManager(),
                    options.force(),
                    context.now())
                .deepCopy();
          }
        };
    ObjectWrites.Applied result = admission.together(call, () -> writes.apply(context, applying));
    if (!options.dryRun()) {
      listener.written(call.kind(), result.written().object(), result.written().removed());
    }
    int status = result.created() ? Replies.CREATED : Replies.OK;
    return WriteHandler.reply(call, status, result.written().object(), warnings);
  }

  private static ManagedFields owners(ResourceCall call) {
    ManagedFields ofStatus = call.type().statusOwners();
    return call.ofStatus() && ofStatus != null ? ofStatus : call.type().owners();
  }

  private static void requireName(ResourceCall call, ObjectNode applied) {
    String name = applied.path("metadata").path("name").asText("");
    if (!name.equals(call.name())) {
      throw ApiErrors.badRequest(
          "metadata.name: \"" + name + "\" (expected: \"" + call.name() + "\", as in the path)");
    }
  }
}
