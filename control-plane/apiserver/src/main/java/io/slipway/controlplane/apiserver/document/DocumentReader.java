// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as Kubernetes does: of a field that is there twice the last counts, and its path is
 * told. Depth, numbers and names are bounded by Jackson's limits.
 */
public final class DocumentReader {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Kubernetes tells no more of them either. */
  private static final int MOST_TOLD = 100;

  /** So many characters of paths are put together: names may be as long as the document. */
  private static final int MOST_PATH_CHARS = 256 << 10;

  private final List<String> duplicates = new ArrayList<>(0);
  private int pathChars;

  /**
   * Where a value is; put into words only if that is asked for: at a depth of hundreds the paths of
   * all the levels have many times what the document has.
   *
   * @param field of an object; empty in an array
   * @param index in an array; negative in an object
   */
  private record Place(@Nullable Place parent, String field, int index) {
    /** Its names from the outside in, or nothing if they have more characters than that. */
    String path(int maxChars) {
      Deque<String> steps = new ArrayDeque<>();
      int chars = 0;
      for (Place at = this; at != null; at = at.parent) {
        String step = at.index < 0 ? '.' + at.field : "[" + at.index + ']';
        chars += step.length();
        if (chars > maxChars) {
          return "";
        }
        steps.push(step);
      }
      String path = String.join("", steps);
      return path.startsWith(".") ? path.substring(1) : path;
    }
  }

  private DocumentReader() {}

  /**
   * What was read.
   *
   * @param duplicates paths of fields that are there more than once, in the order in which they
   *     were met again
   */
  public record Read(JsonNode document, List<String> duplicates) {
    public Read {
      duplicates = List.copyOf(duplicates);
    }
  }

  /**
   * Reads one document.
   *
   * @throws IOException if it is not JSON, or something follows it
   */
  public static Read read(byte[] json) throws IOException {
    DocumentReader reader = new DocumentReader();
    try (JsonParser parser = FACTORY.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new IOException("unexpected end of JSON input");
      }
      JsonNode document = reader.value(parser, first, null);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the document");
      }
      return new Read(document, reader.duplicates);
    }
  }

  private JsonNode value(JsonParser parser, JsonToken token, @Nullable Place at)
      throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (token) {
      case START_OBJECT -> object(parser, at);
      case START_ARRAY -> array(parser, at);
      case VALUE_STRING -> nodes.textNode(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("unexpected " + token);
    };
  }

  /** Whole numbers that are too large for 64 bits are floating-point numbers. */
  private static JsonNode integer(JsonParser parser) throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (parser.getNumberType()) {
      case INT -> nodes.numberNode(parser.getIntValue());
      case LONG -> nodes.numberNode(parser.getLongValue());
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
          nodes.numberNode(parser.getBigIntegerValue().doubleValue());
    };
  }

  private ObjectNode object(JsonParser parser, @Nullable Place parent) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Place at = new Place(parent, name, -1);
      JsonNode value = value(parser, parser.nextToken(), at);
      if (object.replace(name, value) != null) {
        tell(at);
      }
    }
    return object;
  }

  private void tell(Place duplicate) {
    if (duplicates.size() < MOST_TOLD && pathChars < MOST_PATH_CHARS) {
      String path = duplicate.path(MOST_PATH_CHARS - pathChars);
      pathChars = path.isEmpty() ? MOST_PATH_CHARS : pathChars + path.length();
      if (!path.isEmpty() && !duplicates.contains(path)) {
        duplicates.add(path);
      }
    }
  }

  private ArrayNode array(JsonParser parser, @Nullable Place parent) throws IOException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      array.add(value(parser, token, new Place(parent, "", array.size())));
      token = parser.nextToken();
    }
    return array;
  }
}
