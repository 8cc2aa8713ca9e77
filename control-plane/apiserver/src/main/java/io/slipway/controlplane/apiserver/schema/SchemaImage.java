// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One compiled schema. Equal subtrees and equal texts are in it once: a Pod's spec that a
 * definition repeats ten times costs as much as one. A node is read from the bytes when it is first
 * asked for, so a large schema costs what the objects touch of it. Immutable as seen from outside;
 * any thread may read.
 *
 * <p>The bytes can be kept and read again by the same version of this class; {@link #of} refuses
 * others.
 */
public final class SchemaImage {
  /** Changes with the format. */
  private static final int FORMAT = 1;

  private final byte[] bytes;
  private final int[] textAt;
  private final int[] nodeAt;

  /** Filled as it is used. Two threads may read the same one at once: equal and immutable. */
  private final @Nullable String[] texts;

  private final @Nullable SchemaNode[] nodes;

  private SchemaImage(byte[] bytes) {
    this.bytes = bytes;
    ImageReader in = new ImageReader(bytes, 0);
    int format = in.number();
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "compiled schema of format " + format + " (expected: " + FORMAT + ")");
    }
    this.textAt = positions(in);
    this.nodeAt = positions(in);
    this.texts = new @Nullable String[textAt.length];
    this.nodes = new @Nullable SchemaNode[nodeAt.length];
  }

  /** Compiles an {@code openAPIV3Schema} that is known to be structural. */
  public static SchemaImage compile(JsonNode schema) {
    Objects.requireNonNull(schema, "schema");
    return new SchemaImage(new SchemaCompiler().compile(FORMAT, schema));
  }

  /** Reads what {@link #toBytes} gave; keeps the array, which must not change any more. */
  public static SchemaImage of(byte[] bytes) {
    return new SchemaImage(Objects.requireNonNull(bytes, "bytes"));
  }

  /** To keep and read again. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The number of bytes. */
  public int size() {
    return bytes.length;
  }

  /** The number of different nodes. */
  public int nodeCount() {
    return nodes.length;
  }

  /** What is said of the object as a whole. */
  public SchemaNode root() {
    return node(nodes.length - 1);
  }

  SchemaNode node(int index) {
    SchemaNode known = nodes[index];
    if (known == null) {
      known = NodeReader.read(this, new ImageReader(bytes, nodeAt[index]));
      nodes[index] = known;
    }
    return known;
  }

  String text(int index) {
    String known = texts[index];
    if (known == null) {
      known = new ImageReader(bytes, textAt[index]).text();
      texts[index] = known;
    }
    return known;
  }

  private static int[] positions(ImageReader in) {
    int[] positions = new int[in.number()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = in.position();
      in.skip(in.number());
    }
    return positions;
  }
}
