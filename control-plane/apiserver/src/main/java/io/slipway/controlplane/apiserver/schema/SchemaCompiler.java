// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes a schema as the bytes of a {@link SchemaImage}. Children come before parents and are named
 * by their number, so that equal subtrees give equal bytes and are found by them.
 */
final class SchemaCompiler {
  private final Map<String, Integer> texts = new HashMap<>();
  private final List<String> textList = new ArrayList<>();
  private final Map<ByteBuffer, Integer> nodes = new HashMap<>();
  private final IdentityHashMap<JsonNode, Integer> trees = new IdentityHashMap<>();
  private final List<byte[]> nodeList = new ArrayList<>();

  /** The flags of each node, for what its parent inherits. */
  private int[] flags = new int[256];

  byte[] compile(int format, JsonNode schema) {
    // The root must be the last node; a nested one may be equal to it, so it is not looked up.
    byte[] root = encode(schema);
    nodeList.add(root);
    ImageWriter out = new ImageWriter();
    out.number(format);
    out.number(textList.size());
    for (String text : textList) {
      out.text(text);
    }
    out.number(nodeList.size());
    for (byte[] node : nodeList) {
      out.block(node);
    }
    return out.toBytes();
  }

  /** One tree that stands in many places is compiled once. */
  private int node(JsonNode schema) {
    Integer compiled = trees.get(schema);
    if (compiled == null) {
      compiled = compiled(schema);
      trees.put(schema, compiled);
    }
    return compiled;
  }

  private int compiled(JsonNode schema) {
    byte[] bytes = encode(schema);
    Integer known = nodes.putIfAbsent(ByteBuffer.wrap(bytes), nodeList.size());
    if (known != null) {
      return known;
    }
    int index = nodeList.size();
    nodeList.add(bytes);
    if (index == flags.length) {
      flags = Arrays.copyOf(flags, index * 2);
    }
    flags[index] = new ImageReader(bytes, 0).number();
    return index;
  }

  private byte[] encode(JsonNode schema) {
    NodeWriter out = new NodeWriter(this, schema);
    return out.write();
  }

  int flags(int node) {
    return flags[node];
  }

  int child(JsonNode schema) {
    return node(schema);
  }

  int[] children(JsonNode schemas) {
    int[] children = new int[schemas.size()];
    Iterator<JsonNode> each = schemas.elements();
    for (int i = 0; i < children.length; i++) {
      children[i] = node(each.next());
    }
    return children;
  }

  int text(String text) {
    Integer known = texts.putIfAbsent(text, textList.size());
    if (known != null) {
      return known;
    }
    textList.add(text);
    return textList.size() - 1;
  }
}
