// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.apply.IgnoredFields;
import io.slipway.controlplane.apiserver.apply.ManagedFields;
import io.slipway.controlplane.apiserver.apply.ObjectVersions;
import io.slipway.controlplane.apiserver.catalog.Scale;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.objects.ObjectReads;
import io.slipway.controlplane.apiserver.objects.ObjectWrites;
import io.slipway.controlplane.apiserver.objects.ObjectWrites.Written;
import io.slipway.controlplane.apiserver.patch.JsonPatch;
import io.slipway.controlplane.apiserver.patch.MergePatch;
import io.slipway.controlplane.apiserver.patch.PatchKind;
import io.slipway.controlplane.apiserver.patch.StrategicMergePatch;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.selector.LabelSelector;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import io.slipway.controlplane.apiserver.write.Outcome;
import io.slipway.controlplane.apiserver.write.Update;
import io.slipway.controlplane.apiserver.write.WriteContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Answers calls of the subresource {@code scale}: how many there are to be, and how many are. */
final class ScaleHandler {
  private static final String API_VERSION = "autoscaling/v1";
  private static final GroupKind KIND = new GroupKind("autoscaling", "Scale");
  private static final String METADATA = "metadata";
  private static final String REPLICAS = "replicas";
  private static final List<String> IDENTITY =
      List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp");

  private final ObjectReads reads;
  private final ObjectWrites writes;
  private final InstantSource clock;
  private final WriteListener listener;

  ScaleHandler(
      ObjectReads reads, ObjectWrites writes, InstantSource clock, WriteListener listener) {
    this.reads = reads;
    this.writes = writes;
    this.clock = clock;
    this.listener = listener;
  }

  ApiReply answer(ResourceCall call) {
    Scale scale = Objects.requireNonNull(call.kind().scale());
    return switch (call.target().action()) {
      case GET -> {
        ObjectNode object =
            ObjectBytes.read(
                reads.get(call.type(), call.namespace(), call.name()), call.kind().apiVersion());
        yield Replies.json(Replies.OK, shown(object, scale));
      }
      case UPDATE -> {
        ObjectNode sent = Bodies.object(call.call());
        yield change(call, scale, call.writeOptions("UpdateOptions"), _ -> sent.deepCopy());
      }
      case PATCH -> patch(call, scale);
      case LIST, WATCH, CREATE, DELETE, DELETE_COLLECTION -> throw ApiErrors.notAllowed();
    };
  }

  private ApiReply patch(ResourceCall call, Scale scale) {
    PatchKind kind = PatchKind.of(call.call().header("content-type"), call.kind().builtin());
    if (kind == PatchKind.APPLY) {
      throw ApiErrors.unsupportedMediaType(
          List.of(PatchKind.JSON.mediaType(), PatchKind.MERGE.mediaType()));
    }
    WriteOptions options =
        WriteOptions.onPatch(call.query(), false, call.call().header("user-agent"));
    JsonNode body = Bodies.json(call.call().body());
    UnaryOperator<ObjectNode> change =
        switch (kind) {
          case JSON -> shown -> Bodies.object(JsonPatch.parse(body).apply(shown));
          case STRATEGIC ->
              shown -> StrategicMergePatch.apply(type(), shown, Bodies.object(body.deepCopy()));
          case MERGE, APPLY -> shown -> Bodies.object(MergePatch.apply(shown, body));
        };
    return change(call, scale, options, change);
  }

  private ApiReply change(
      ResourceCall call, Scale scale, WriteOptions options, UnaryOperator<ObjectNode> change) {
    WriteContext context = call.write(options, clock.instant());
    Written written = writes.change(context, live -> outcome(context, scale, live, change));
    if (!options.dryRun()) {
      listener.written(call.kind(), written.object(), written.removed());
    }
    return Replies.json(Replies.OK, shown(written.object(), scale));
  }

  private static Outcome outcome(
      WriteContext context, Scale scale, ObjectNode live, UnaryOperator<ObjectNode> change) {
    ObjectNode before = shown(live, scale);
    ArrayNode entries = scale.owners().ofScale(ManagedFields.entries(live));
    if (entries != null) {
      before.withObjectProperty(METADATA).set("managedFields", entries);
    }
    ObjectNode sent = change.apply(before.deepCopy());
    JsonNode wanted = sent.path("spec").path(REPLICAS);
    check(context, wanted);
    ObjectNode owned =
        owners().update(before, sent, context.options().fieldManager(), context.now());
    ObjectNode object = live.deepCopy();
    put(object, scale.replicas(), wanted.isMissingNode() ? 0 : wanted.asLong());
    ObjectNode metadata = object.withObjectProperty(METADATA);
    ArrayNode merged =
        scale.owners().ofObject(ManagedFields.entries(live), ManagedFields.entries(owned));
    if (merged != null) {
      metadata.set("managedFields", merged);
    }
    JsonNode version = sent.path(METADATA).path("resourceVersion");
    if (!version.asText("").isEmpty()) {
      metadata.set("resourceVersion", version);
    }
    return new Update(context, false).ofApplied(object, live);
  }

  private static void check(WriteContext context, JsonNode wanted) {
    boolean whole = wanted.isMissingNode() || wanted.isIntegralNumber();
    if (!whole || wanted.asLong() < 0) {
      FieldError error =
          FieldError.invalid(
              FieldPath.of("spec").child(REPLICAS),
              wanted,
              whole ? "must be greater than or equal to 0" : "must be a whole number");
      throw ApiErrors.invalid(KIND, context.name(), List.of(error));
    }
  }

  private static TypeDescription type() {
    return Objects.requireNonNull(BuiltinTypes.of(API_VERSION, "Scale"));
  }

  private static ManagedFields owners() {
    ObjectVersions versions = ObjectVersions.only(API_VERSION, type());
    return new ManagedFields(API_VERSION, "Scale", versions, "scale", IgnoredFields.NONE);
  }

  private static void put(ObjectNode object, String path, long value) {
    ObjectNode at = object;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      at = at.withObjectProperty(names[i]);
    }
    at.put(names[names.length - 1], value);
  }

  private static JsonNode at(JsonNode object, String path) {
    JsonNode at = object;
    for (String name : path.split("\\.", -1)) {
      at = at.path(name);
    }
    return at;
  }

  private static ObjectNode shown(ObjectNode object, Scale scale) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("kind", "Scale").put("apiVersion", API_VERSION);
    ObjectNode metadata = shown.putObject(METADATA);
    for (String field : IDENTITY) {
      JsonNode value = object.path(METADATA).get(field);
      if (value != null) {
        metadata.set(field, value);
      }
    }
    shown.putObject("spec").put(REPLICAS, at(object, scale.replicas()).asLong(0));
    ObjectNode status = shown.putObject("status");
    status.put(REPLICAS, at(object, scale.currentReplicas()).asLong(0));
    if (!scale.selector().isEmpty()) {
      JsonNode selector = at(object, scale.selector());
      String text =
          selector.isObject() ? LabelSelector.of(selector).toString() : selector.asText("");
      if (!text.isEmpty()) {
        status.put("selector", text);
      }
    }
    return shown;
  }
}
