// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.apply.IgnoredFields;
import io.slipway.controlplane.apiserver.apply.ManagedFields;
import io.slipway.controlplane.apiserver.apply.ObjectVersions;
import io.slipway.controlplane.apiserver.definition.CustomKind;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.request.WriteOptions.FieldValidation;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import io.slipway.controlplane.apiserver.schema.SchemaImage;
import io.slipway.controlplane.apiserver.types.SchemaTypes;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A kind with a size, a color that is red unless said, and a status that is written apart. */
public final class Widgets {
  public static final Instant NOW = Instant.parse("2026-03-04T05:06:07.89Z");
  public static final String TIME = "2026-03-04T05:06:07Z";

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String API_VERSION = "example.com/v1";

  public static final ResourceType TYPE = type();

  private Widgets() {}

  private static ResourceType type() {
    ObjectNode schema =
        json(
            """
            {"type":"object","properties":{
              "spec":{"type":"object","required":["size"],"properties":{
                "size":{"type":"integer","minimum":1},
                "color":{"type":"string","default":"red"}}},
              "status":{"type":"object","properties":{"ready":{"type":"boolean"}}}}}\
            """);
    ObjectVersions versions = ObjectVersions.only(API_VERSION, SchemaTypes.of(schema));
    return new ResourceType(
        new GroupKind("example.com", "Widget"),
        new GroupResource("example.com", "widgets"),
        "v1",
        true,
        false,
        true,
        new CustomKind(new ResourceSchema(SchemaImage.compile(schema)), null),
        new ManagedFields(API_VERSION, "Widget", versions, "", IgnoredFields.ofCustom(true, "")),
        new ManagedFields(
            API_VERSION, "Widget", versions, "status", IgnoredFields.ofCustom(true, "status")));
  }

  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A write by the manager {@code me} in the namespace {@code ns}. */
  public static WriteContext context(String name) {
    return new WriteContext(
        TYPE, "ns", name, new WriteOptions(false, "me", FieldValidation.STRICT, false), NOW);
  }

  /** As it is after its creation, at version 5. */
  public static ObjectNode live() {
    ObjectNode sent =
        SentObject.read(
                TYPE,
                json("{\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":1}}"),
                List.of(),
                FieldValidation.STRICT)
            .object();
    ObjectNode live = Creation.of(context(""), sent, "the-uid", new Random(1));
    live.withObjectProperty("metadata").put("resourceVersion", "5");
    live.putObject("status").put("ready", true);
    return live;
  }
}
