// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.repository;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.codec.json.JsonReader.Kind;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.codec.repository.LoadRequest.FileOverride;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The bodies of {@code /v2/repository}. An empty body is an empty object; members that are not
 * known are refused. Everything wrong is an INVALID_ARGUMENT.
 */
public final class RepositoryJson {
  private static final String PARAMETERS = "parameters";
  private static final String READY = "ready";

  private RepositoryJson() {}

  /** Whether only models that are ready are asked for. */
  public static boolean decodeIndex(RequestBody body) {
    return flag(object(body), "", READY);
  }

  /** Whether models that depend on the model are to be unloaded too. */
  public static boolean decodeUnload(RequestBody body) {
    ObjectValue document = object(body);
    onlyMember(document, "", PARAMETERS);
    JsonValue parameters = document.get(PARAMETERS);
    return parameters != null
        && flag(parameters.asObject("'parameters'"), "parameters.", LoadRequest.UNLOAD_DEPENDENTS);
  }

  /** Files are read from a copy of the body, so the request outlives it. */
  public static LoadRequest decodeLoad(RequestBody body) {
    if (body.size() == 0) {
      return LoadRequest.PLAIN;
    }
    byte[] bytes = body.copy(0, body.size());
    JsonReader json = new JsonReader(bytes, 0, bytes.length);
    LoadRequest request = LoadRequest.PLAIN;
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (!key.equals(PARAMETERS)) {
        throw unknown("", key);
      }
      request = loadParameters(json);
    }
    json.readEnd();
    return request;
  }

  private static LoadRequest loadParameters(JsonReader json) {
    String config = null;
    List<FileOverride> files = new ArrayList<>();
    json.beginObject();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      boolean file = key.startsWith(LoadRequest.FILE_PREFIX);
      if (!file && !key.equals(LoadRequest.CONFIG)) {
        throw unknown("parameters.", key);
      }
      if (json.peek() != Kind.STRING) {
        throw ServingException.invalid(
            "'parameters.%s' is %s (expected: a string with %s)"
                .formatted(
                    key, json.peek().phrase(), file ? "base64" : "the configuration's JSON"));
      }
      if (file) {
        json.readText();
        LoadRequest.add(files, key, Base64Content.of(key, json));
      } else {
        config = json.readString();
      }
    }
    return new LoadRequest(config, files);
  }

  /** The index: an array. */
  public static void encodeIndex(List<IndexEntry> entries, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    json.beginArray();
    for (IndexEntry entry : entries) {
      json.beginObject();
      member(json, "name", entry.name());
      if (!entry.version().isEmpty()) {
        member(json, "version", entry.version());
      }
      if (!entry.state().isEmpty()) {
        member(json, "state", entry.state());
        member(json, "reason", entry.reason());
      }
      json.endObject();
    }
    json.endArray();
    json.flush();
  }

  /**
   * That a model was loaded or unloaded, as KServe answers it; clients of the others read nothing.
   *
   * @param action {@code load} or {@code unload}
   */
  public static void encodeDone(String model, String action, OutputBuffer out) {
    JsonWriter json = new JsonWriter(out);
    json.beginObject();
    member(json, "name", model);
    json.key(action);
    json.value(true);
    json.endObject();
    json.flush();
  }

  private static void member(JsonWriter json, String key, String value) {
    json.key(key);
    json.value(value);
  }

  private static ObjectValue object(RequestBody body) {
    if (body.size() == 0) {
      return new ObjectValue(Map.of());
    }
    return JsonValue.parse(body.copy(0, body.size()), 0, body.size()).asObject("the body");
  }

  private static boolean flag(ObjectValue object, String path, String member) {
    onlyMember(object, path, member);
    JsonValue value = object.get(member);
    return value != null && value.asBoolean("'" + path + member + "'");
  }

  private static void onlyMember(ObjectValue object, String path, String known) {
    for (String member : object.members().keySet()) {
      if (!member.equals(known)) {
        throw unknown(path, member);
      }
    }
  }

  private static ServingException unknown(String path, String member) {
    return ServingException.invalid("'%s%s' is not known here".formatted(path, member));
  }
}
