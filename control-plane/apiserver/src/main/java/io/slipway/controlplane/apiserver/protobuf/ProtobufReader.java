// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;

/**
 * Reads a document in protobuf as the JSON that its author would have written. Fields that are not
 * known are left out: they are those of later versions.
 */
public final class ProtobufReader {
  /** Without parameters, as in a content type. */
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int MOST_DEPTH = 64;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper MAPPER = new JsonMapper();

  private ProtobufReader() {}

  /**
   * Reads one document.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if it is none, or of a
   *     kind that is not written in protobuf
   */
  public static ObjectNode read(byte[] document) {
    try {
      return unwrapped(document);
    } catch (IOException e) {
      throw ApiErrors.badRequest("the body of the request is no protobuf: " + e.getMessage());
    }
  }

  /** The document says of which kind it is, beside what it has. */
  private static ObjectNode unwrapped(byte[] document) throws IOException {
    if (document.length < MAGIC.length
        || !Arrays.equals(document, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new MalformedMessageException("it does not begin with \"k8s\" and a zero");
    }
    String apiVersion = "";
    String kind = "";
    byte[] raw = {};
    Wire envelope = new Wire(Arrays.copyOfRange(document, MAGIC.length, document.length));
    while (envelope.next()) {
      switch (envelope.number()) {
        case 1 -> {
          Wire type = new Wire(envelope.bytes());
          while (type.next()) {
            if (type.number() == 1) {
              apiVersion = type.text();
            } else {
              kind = type.text();
            }
          }
        }
        case 2 -> raw = envelope.bytes();
        default -> envelope.skip();
      }
    }
    String message = Messages.table().messageOf(apiVersion, kind);
    if (message == null) {
      throw new MalformedMessageException(
          apiVersion + ' ' + kind + " is not written in protobuf (expected: a built-in kind)");
    }
    ObjectNode object = NODES.objectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    fields(message, raw, object, 0);
    return object;
  }

  private static void fields(String message, byte[] bytes, ObjectNode object, int depth)
      throws IOException {
    if (depth > MOST_DEPTH) {
      throw new MalformedMessageException("messages in messages, too deep");
    }
    Wire wire = new Wire(bytes);
    while (wire.next()) {
      MessageField field = Messages.table().fields(message).get(wire.number());
      if (field == null) {
        wire.skip();
      } else if (field.inlined()) {
        fields(field.type(), wire.bytes(), object, depth + 1);
      } else {
        field(field, wire, object, depth);
      }
    }
  }

  private static void field(MessageField field, Wire wire, ObjectNode object, int depth)
      throws IOException {
    switch (field.shape()) {
      case ONE -> {
        JsonNode value = value(field.type(), wire, depth);
        if (!value.isNull() && !(field.dropped() && isNothing(value))) {
          object.set(field.name(), value);
        }
      }
      case LIST -> object.withArrayProperty(field.name()).add(value(field.type(), wire, depth));
      case MAP -> entry(field, wire.bytes(), object.withObjectProperty(field.name()), depth);
    }
  }

  private static void entry(MessageField field, byte[] bytes, ObjectNode map, int depth)
      throws IOException {
    String key = "";
    JsonNode value = NODES.textNode("");
    Wire entry = new Wire(bytes);
    while (entry.next()) {
      if (entry.number() == 1) {
        key = entry.text();
      } else {
        value = value(field.type(), entry, depth);
      }
    }
    map.set(key, value);
  }

  private static boolean isNothing(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> value.textValue().isEmpty();
      case NUMBER -> value.doubleValue() == 0;
      case BOOLEAN -> !value.booleanValue();
      case OBJECT, ARRAY -> value.isEmpty();
      case NULL, MISSING, BINARY, POJO -> false;
    };
  }

  private static JsonNode value(String type, Wire wire, int depth) throws IOException {
    return switch (type) {
      case "s" -> NODES.textNode(wire.text());
      case "b" -> NODES.booleanNode(wire.whole() != 0);
      case "n" -> NODES.numberNode(wire.whole());
      case "f" -> NODES.numberNode(wire.floating());
      case "y" -> NODES.textNode(Base64.getEncoder().encodeToString(wire.bytes()));
      case "t" -> time(wire.bytes(), ChronoUnit.SECONDS);
      case "m" -> time(wire.bytes(), ChronoUnit.MICROS);
      case "q" -> NODES.textNode(new Parts(wire.bytes()).text(1));
      case "i" -> {
        Parts parts = new Parts(wire.bytes());
        yield parts.whole(1) == 0
            ? NODES.numberNode(parts.whole(2))
            : NODES.textNode(parts.text(3));
      }
      case "d" -> NODES.textNode(new Parts(wire.bytes()).whole(1) + "ns");
      case "j", "r" -> MAPPER.readTree(new Parts(wire.bytes()).bytes(1));
      case "l" -> new Parts(wire.bytes()).texts();
      default -> {
        ObjectNode object = NODES.objectNode();
        fields(type, wire.bytes(), object, depth + 1);
        yield object;
      }
    };
  }

  /** A time of which nothing is written is none. */
  private static JsonNode time(byte[] message, ChronoUnit unit) throws IOException {
    if (message.length == 0) {
      return NODES.nullNode();
    }
    Parts parts = new Parts(message);
    try {
      Instant time = Instant.ofEpochSecond(parts.whole(1), parts.whole(2)).truncatedTo(unit);
      return NODES.textNode(time.toString());
    } catch (DateTimeException | ArithmeticException e) {
      throw new MalformedMessageException("a time that there is not: " + e.getMessage());
    }
  }
}
