// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one node that {@link NodeWriter} wrote. */
final class NodeReader {
  private final SchemaImage image;
  private final ImageReader in;
  private final SchemaNode.Parts parts = new SchemaNode.Parts();

  private NodeReader(SchemaImage image, ImageReader in) {
    this.image = image;
    this.in = in;
  }

  static SchemaNode read(SchemaImage image, ImageReader in) {
    in.number(); // the length of the node
    NodeReader reader = new NodeReader(image, in);
    reader.parts.flags = in.number();
    int type = in.number();
    reader.parts.type = type == 0 ? null : SchemaType.ofWord(image.text(type - 1));
    for (int tag = in.number(); tag != 0; tag = in.number()) {
      reader.part(tag);
    }
    return new SchemaNode(image, reader.parts);
  }

  private void part(int tag) {
    switch (tag) {
      case NodeWriter.PROPERTIES -> properties();
      case NodeWriter.ADDITIONAL -> parts.additional = in.number();
      case NodeWriter.ITEMS -> parts.items = in.number();
      case NodeWriter.DEFAULT -> parts.defaultValue = Json.parse(in.text());
      case NodeWriter.ENUM -> parts.choices = choices(Json.parse(in.text()));
      case NodeWriter.REQUIRED -> parts.required = texts();
      case NodeWriter.FORMAT -> parts.format = image.text(in.number());
      case NodeWriter.PATTERN -> parts.pattern = image.text(in.number());
      case NodeWriter.LIST_KIND -> parts.listKind = ListKind.ofWord(image.text(in.number()));
      case NodeWriter.LIST_KEYS -> parts.listKeys = texts();
      case NodeWriter.LIMITS -> limits();
      case NodeWriter.LOGIC -> logic();
      case NodeWriter.RULES -> rules();
      default -> throw new IllegalArgumentException("compiled schema with a part " + tag);
    }
  }

  private void properties() {
    int count = in.number();
    parts.names = new String[count];
    parts.properties = new int[count];
    for (int i = 0; i < count; i++) {
      parts.names[i] = image.text(in.number());
      parts.properties[i] = in.number();
    }
  }

  private static List<JsonNode> choices(JsonNode array) {
    List<JsonNode> choices = new ArrayList<>(array.size());
    array.forEach(choices::add);
    return List.copyOf(choices);
  }

  private List<String> texts() {
    String[] texts = new String[in.number()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = image.text(in.number());
    }
    return List.of(texts);
  }

  private void limits() {
    int given = in.number();
    int exclusive = in.number();
    @Nullable Double[] doubles = new @Nullable Double[NodeWriter.DOUBLES.length];
    for (int i = 0; i < doubles.length; i++) {
      if ((given & (1 << i)) != 0) {
        doubles[i] = Double.longBitsToDouble(in.fixed());
      }
    }
    @Nullable Long[] counts = new @Nullable Long[NodeWriter.COUNTS.length];
    for (int i = 0; i < counts.length; i++) {
      if ((given & (1 << (doubles.length + i))) != 0) {
        counts[i] = in.fixed();
      }
    }
    parts.limits =
        new Limits(
            doubles[0],
            (exclusive & 1) != 0,
            doubles[1],
            (exclusive & 2) != 0,
            doubles[2],
            counts[0],
            counts[1],
            counts[2],
            counts[3],
            counts[4],
            counts[5]);
  }

  private void logic() {
    List<SchemaNode> allOf = nodes();
    List<SchemaNode> anyOf = nodes();
    List<SchemaNode> oneOf = nodes();
    int not = in.number();
    parts.logic = new Logic(allOf, anyOf, oneOf, not == 0 ? null : image.node(not - 1));
  }

  private List<SchemaNode> nodes() {
    int count = in.number();
    List<SchemaNode> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodes.add(image.node(in.number()));
    }
    return nodes;
  }

  private void rules() {
    int count = in.number();
    List<Rule> rules = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rules.add(new Rule(in.text(), in.text(), in.text(), in.text(), in.text(), in.number() != 0));
    }
    parts.rules = List.copyOf(rules);
  }
}
