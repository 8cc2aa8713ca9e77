// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.resource.StoredForm;
import io.slipway.controlplane.store.Change;
import io.slipway.controlplane.store.Document;
import io.slipway.controlplane.store.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How objects are kept: JSON that begins with {@code apiVersion}, {@code kind} and {@code
 * metadata}, without a resource version. Versions of a kind differ in nothing but {@code
 * apiVersion}, so an object can be told in any of them, and with its resource version, without
 * being parsed.
 */
public final class ObjectBytes {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String API_VERSION = "apiVersion";
  private static final String KIND = "kind";
  private static final String METADATA = "metadata";
  private static final String RESOURCE_VERSION = "resourceVersion";
  private static final byte[] METADATA_START = "\"metadata\":{".getBytes(StandardCharsets.US_ASCII);

  private ObjectBytes() {}

  /** What is stored of an object. */
  public static Document document(ObjectNode object) {
    ObjectNode ordered = object.objectNode();
    ordered.set(API_VERSION, object.get(API_VERSION));
    ordered.set(KIND, object.get(KIND));
    ObjectNode metadata = ((ObjectNode) object.get(METADATA)).deepCopy();
    metadata.remove(RESOURCE_VERSION);
    ordered.set(METADATA, metadata);
    object
        .properties()
        .forEach(field -> {
          if (!ordered.has(field.getKey())) {
            ordered.set(field.getKey(), field.getValue());
          }
        });
    try {
      return new Document(
          metadata.path("uid").asText(), owners(metadata), MAPPER.writeValueAsBytes(ordered));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object that is no JSON", e);
    }
  }

  /** What is stored of an object of a type. */
  static Document document(ResourceType type, ObjectNode object) {
    StoredForm form = type.form();
    return document(form == null ? object : form.stored(object));
  }

  /** What is stored, as objects of the type are written. */
  static Stored written(ResourceType type, Stored stored) {
    StoredForm form = type.form();
    return form == null || !form.differs(stored.revision())
        ? stored
        : new Stored(
            stored.key(),
            stored.revision(),
            stored.uid(),
            document(form.written(read(stored))).value());
  }

  /** A change of what is stored, with objects as those of the type are written. */
  public static Change written(ResourceType type, Change change) {
    if (type.form() == null) {
      return change;
    }
    return switch (change) {
      case Change.Added(Stored after) -> new Change.Added(written(type, after));
      case Change.Modified(Stored after, Stored before) ->
          new Change.Modified(written(type, after), written(type, before));
      case Change.Deleted(long revision, Stored before) ->
          new Change.Deleted(revision, written(type, before));
    };
  }

  private static List<String> owners(JsonNode metadata) {
    List<String> owners = new ArrayList<>();
    for (JsonNode owner : metadata.path("ownerReferences")) {
      owners.add(owner.path("uid").asText());
    }
    return owners;
  }

  /** The object in a version, with its resource version. */
  public static ObjectNode read(Stored stored, String apiVersion) {
    ObjectNode object = read(stored);
    object.put(API_VERSION, apiVersion);
    return object;
  }

  /** The object in the version in which it was written, with its resource version. */
  public static ObjectNode read(Stored stored) {
    try {
      ObjectNode object = (ObjectNode) MAPPER.readTree(stored.value());
      stamp(object, stored.revision());
      return object;
    } catch (IOException e) {
      throw new UncheckedIOException("the stored " + stored.key() + " is no JSON", e);
    }
  }

  /** Sets the resource version. */
  public static void stamp(ObjectNode object, long revision) {
    object.withObjectProperty(METADATA).put(RESOURCE_VERSION, Long.toString(revision));
  }

  /**
   * The same as {@link #read}, as text.
   *
   * @return the bytes of the JSON object
   */
  public static byte[] text(Stored stored, String apiVersion) {
    byte[] value = stored.value();
    int metadata = metadataStart(value);
    int kind = kindStart(value);
    byte[] head = ("{\"apiVersion\":\"" + apiVersion + "\",").getBytes(StandardCharsets.UTF_8);
    byte[] version =
        ("\"resourceVersion\":\"" + stored.revision() + "\",").getBytes(StandardCharsets.US_ASCII);
    int middle = metadata - kind;
    byte[] text = new byte[head.length + middle + version.length + value.length - metadata];
    System.arraycopy(head, 0, text, 0, head.length);
    System.arraycopy(value, kind, text, head.length, middle);
    System.arraycopy(version, 0, text, head.length + middle, version.length);
    System.arraycopy(
        value, metadata, text, head.length + middle + version.length, value.length - metadata);
    return text;
  }

  /**
   * The same without version and kind, as in the list of a kind that is built in.
   *
   * @return the bytes of the JSON object
   */
  public static byte[] item(Stored stored) {
    byte[] value = stored.value();
    int metadata = metadataStart(value);
    byte[] head =
        ("{\"metadata\":{\"resourceVersion\":\"" + stored.revision() + "\",")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] item = new byte[head.length + value.length - metadata];
    System.arraycopy(head, 0, item, 0, head.length);
    System.arraycopy(value, metadata, item, head.length, value.length - metadata);
    return item;
  }

  /** Behind the first field, the version, whose value has no quotes in it. */
  private static int kindStart(byte[] value) {
    int quotes = 0;
    for (int i = 0; i < value.length; i++) {
      if (value[i] == '"' && ++quotes == 4) {
        return i + 2;
      }
    }
    throw new IllegalStateException("a stored object that does not begin with its version");
  }

  /** Behind the brace; there is always a field in it, as each object has a name. */
  private static int metadataStart(byte[] value) {
    for (int i = 0; i + METADATA_START.length < value.length; i++) {
      int same = 0;
      while (same < METADATA_START.length && value[i + same] == METADATA_START[same]) {
        same++;
      }
      if (same == METADATA_START.length) {
        return i + same;
      }
    }
    throw new IllegalStateException("a stored object without metadata");
  }
}
