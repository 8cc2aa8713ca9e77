// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.document.DocumentReader;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.protobuf.ProtobufReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The documents that calls bring. */
final class Bodies {
  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";

  private Bodies() {}

  /**
   * An object that was brought.
   *
   * @param duplicates paths of fields that its text has twice
   */
  record Sent(ObjectNode object, List<String> duplicates) {}

  /**
   * The object that a call brings.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if there is none,
   *     UnsupportedMediaType
   */
  static Sent sent(ApiCall call) {
    String type = mediaType(call);
    if (call.body().length == 0) {
      throw ApiErrors.badRequest("the body of the request is empty (expected: an object)");
    }
    return switch (type) {
      case "", JSON -> {
        DocumentReader.Read read = read(call.body());
        yield new Sent(object(read.document()), read.duplicates());
      }
      case YAML -> new Sent(object(yaml(call.body())), List.of());
      case ProtobufReader.MEDIA_TYPE -> new Sent(ProtobufReader.read(call.body()), List.of());
      default ->
          throw ApiErrors.unsupportedMediaType(List.of(JSON, YAML, ProtobufReader.MEDIA_TYPE));
    };
  }

  /** As {@link #sent}, where it does not matter what its text has twice. */
  static ObjectNode object(ApiCall call) {
    return sent(call).object();
  }

  /** The object of a deletion's options; null if the call brings none. */
  static @Nullable ObjectNode optional(ApiCall call) {
    return call.body().length == 0 ? null : object(call);
  }

  static ObjectNode object(JsonNode document) {
    if (document instanceof ObjectNode object) {
      return object;
    }
    throw ApiErrors.badRequest(
        "the body of the request is "
            + document.getNodeType().name().toLowerCase(Locale.ROOT)
            + " (expected: an object)");
  }

  static JsonNode json(byte[] body) {
    return read(body).document();
  }

  private static DocumentReader.Read read(byte[] body) {
    try {
      return DocumentReader.read(body);
    } catch (JacksonException e) {
      throw ApiErrors.badRequest("the body of the request is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw ApiErrors.badRequest("the body of the request is no JSON: " + e.getMessage());
    }
  }

  /** YAML, of which JSON is a part. */
  static JsonNode yaml(byte[] body) {
    for (byte each : body) {
      if (each == '{') {
        return json(body);
      }
      if (each != ' ' && each != '\n' && each != '\r' && each != '\t') {
        break;
      }
    }
    return YamlBody.read(body);
  }

  private static String mediaType(ApiCall call) {
    String header = call.header("content-type");
    int parameters = header.indexOf(';');
    return (parameters < 0 ? header : header.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
