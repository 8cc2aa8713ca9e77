// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value may be: a scalar, a list, a map or structure, or whichever of these it turns out to
 * be. Immutable; parts are shared, so compare by identity if at all.
 *
 * @param scalar which scalars it may be; null if it may be none
 * @param list what it is as a list; null if it may be none
 * @param map what it is as a map; null if it may be none
 */
public record TypeDescription(
    @Nullable ScalarKind scalar, @Nullable ListType list, @Nullable MapType map) {
  public static final TypeDescription TEXT = new TypeDescription(ScalarKind.TEXT, null, null);
  public static final TypeDescription BYTES = new TypeDescription(ScalarKind.BYTES, null, null);
  public static final TypeDescription INT32 = new TypeDescription(ScalarKind.INT32, null, null);
  public static final TypeDescription INT64 = new TypeDescription(ScalarKind.INT64, null, null);
  public static final TypeDescription NUMBER = new TypeDescription(ScalarKind.NUMBER, null, null);
  public static final TypeDescription BOOLEAN = new TypeDescription(ScalarKind.BOOLEAN, null, null);
  public static final TypeDescription SCALAR = new TypeDescription(ScalarKind.ANY, null, null);

  /** Nothing is known: lists are one value, maps are merged. */
  public static final TypeDescription ANY =
      new TypeDescription(
          ScalarKind.ANY,
          new ListType(ListType.Identity.ATOMIC, List.of(), null),
          new MapType(Map.of(), null, true, false));

  /** Which of its alternatives a type takes for a value. */
  public enum Shape {
    MAP,
    SCALAR,
    LIST
  }

  public static TypeDescription of(ListType list) {
    return new TypeDescription(null, list, null);
  }

  public static TypeDescription of(MapType map) {
    return new TypeDescription(null, null, map);
  }

  /**
   * How to look at a value. One that fits no alternative, null among them, is looked at as the
   * first alternative there is, so that what does not fit is found there.
   */
  public Shape shapeFor(@Nullable JsonNode value) {
    if (value != null) {
      if (list != null && value.isArray()) {
        return Shape.LIST;
      }
      if (map != null && value.isObject()) {
        return Shape.MAP;
      }
      if (scalar != null && value.isValueNode() && !value.isNull()) {
        return Shape.SCALAR;
      }
    }
    if (map != null) {
      return Shape.MAP;
    }
    return scalar != null ? Shape.SCALAR : Shape.LIST;
  }

  /** The same, but replaced and owned as a whole if it is a map, or not. */
  TypeDescription atomic(boolean atomic) {
    return map == null ? this : new TypeDescription(scalar, list, map.atomic(atomic));
  }
}
