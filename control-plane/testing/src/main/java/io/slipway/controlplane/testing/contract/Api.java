// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;

/** The requests that tests make, with the headers that each of them has. */
record Api(ApiTransport transport, Map<String, String> headers) {
  private static final byte[] NOTHING = {};

  Api {
    headers = Map.copyOf(headers);
  }

  Api(ApiTransport transport) {
    this(transport, Map.of("Accept", "application/json"));
  }

  /** The same with another header. */
  Api with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Api(transport, more);
  }

  Api withToken(String token) {
    return with("Authorization", "Bearer " + token);
  }

  Answer get(String target) {
    return send("GET", target, headers, NOTHING);
  }

  Answer post(String target, String json) {
    return post(target, Json.of(json));
  }

  Answer post(String target, JsonNode body) {
    return raw("POST", target, "application/json", body.toString());
  }

  Answer put(String target, String json) {
    return put(target, Json.of(json));
  }

  Answer put(String target, JsonNode body) {
    return raw("PUT", target, "application/json", body.toString());
  }

  Answer delete(String target) {
    return send("DELETE", target, headers, NOTHING);
  }

  Answer delete(String target, String options) {
    return raw("DELETE", target, "application/json", Json.of(options).toString());
  }

  Answer jsonPatch(String target, String operations) {
    return raw("PATCH", target, "application/json-patch+json", Json.of(operations).toString());
  }

  Answer mergePatch(String target, String patch) {
    return raw("PATCH", target, "application/merge-patch+json", Json.of(patch).toString());
  }

  Answer strategicPatch(String target, String patch) {
    return raw(
        "PATCH", target, "application/strategic-merge-patch+json", Json.of(patch).toString());
  }

  /** Server-side apply. */
  Answer apply(String target, String manager, String json) {
    String full = target + (target.contains("?") ? "&" : "?") + "fieldManager=" + manager;
    return raw("PATCH", full, "application/apply-patch+yaml", Json.of(json).toString());
  }

  /** Any method with a body that is sent as it is. */
  Answer raw(String method, String target, String contentType, String body) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", contentType);
    return send(method, target, all, body.getBytes(UTF_8));
  }

  /** Opens a watch; its first event may be long in coming. */
  Events watch(String target) {
    String full = target + (target.contains("?") ? "&" : "?") + "watch=true";
    ApiStream stream = transport.open(new ApiRequest("GET", full, headers, NOTHING));
    return new Events(full, stream);
  }

  /** A value in a query. */
  static String escape(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  private Answer send(String method, String target, Map<String, String> all, byte[] body) {
    ApiResponse response = transport.send(new ApiRequest(method, target, all, body));
    return new Answer(method + " " + target, response);
  }
}
