// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.RegionStatus;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;

/** The JSON bodies of the system shared memory extension. */
public final class SharedMemoryDocuments {
  private SharedMemoryDocuments() {}

  /**
   * The body of a register request.
   *
   * @throws ServingException INVALID_ARGUMENT if it is not an object with key and byte_size
   */
  public static RegionStatus decodeRegister(String name, RequestBody body) {
    byte[] bytes = body.copy(0, body.size());
    JsonValue.ObjectValue request =
        JsonValue.parse(bytes, 0, bytes.length).asObject("the register request");
    JsonValue offset = request.get("offset");
    return new RegionStatus(
        name,
        member(request, "key").asString("'key'"),
        offset == null ? 0 : offset.asInt64("'offset'"),
        member(request, "byte_size").asInt64("'byte_size'"));
  }

  private static JsonValue member(JsonValue.ObjectValue request, String key) {
    JsonValue value = request.get(key);
    if (value == null) {
      throw ServingException.invalid(
          "the register request has no '%s' (expected: key, byte_size and, if it is not 0, offset)"
              .formatted(key));
    }
    return value;
  }

  /** The answer to a status request: an array. */
  public static void status(List<RegionStatus> regions, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    json.beginArray();
    for (RegionStatus region : regions) {
      json.beginObject();
      json.key("name");
      json.value(region.name());
      json.key("key");
      json.value(region.key());
      json.key("offset");
      json.value(region.offset());
      json.key("byte_size");
      json.value(region.byteSize());
      json.endObject();
    }
    json.endArray();
    json.flush();
  }
}
