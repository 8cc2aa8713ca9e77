// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the OpenAPI document (3.1) of the endpoints that are offered. Its size does not depend on
 * how many models there are. Pure.
 */
public final class OpenApiDocument {
  private static final String TOKEN = "token";
  private static final String API_KEY = "apiKey";

  private final Api api;
  private final @Nullable DocumentedModel model;
  private final Components components = new Components();
  private final Map<String, Members> paths = new LinkedHashMap<>();
  private final Set<EndpointGroup> groups = EnumSet.noneOf(EndpointGroup.class);

  private OpenApiDocument(Api api, @Nullable DocumentedModel model) {
    this.api = api;
    this.model = model;
  }

  /**
   * @param model null for the document of the whole server; else one whose paths have the model's
   *     names, and whose schemas have its inputs and outputs
   */
  public static ObjectValue of(Api api, @Nullable DocumentedModel model) {
    return new OpenApiDocument(api, model).write();
  }

  private ObjectValue write() {
    if (model != null) {
      new ModelSchemas(model).addTo(components);
    }
    if (api.exampleModel() != null) {
      components.parameter(
          "model",
          new Members()
              .putAll(Components.parameter("model"))
              .put("example", api.exampleModel())
              .object());
    }
    for (Endpoint endpoint : Endpoints.ALL) {
      if (api.offers().contains(endpoint.offer())) {
        add(endpoint);
      }
    }
    Members pathItems = new Members();
    paths.forEach((path, operations) -> pathItems.put(path, operations.object()));
    Members document =
        new Members()
            .put("openapi", "3.1.0")
            .put("info", info())
            .put("servers", Members.array(new Members().put("url", url()).object()))
            .put("tags", tags())
            .put("paths", pathItems.object());
    Members used = new Members().putAll(components.usedBy(pathItems.object()));
    if (api.asksForTokens()) {
      document.put("security", Members.array(needs(TOKEN), needs(API_KEY)));
      used.put("securitySchemes", securitySchemes());
    }
    return document.put("components", used.object()).object();
  }

  private void add(Endpoint endpoint) {
    for (String template : endpoint.paths()) {
      String path = model == null ? template : model.path(template);
      if (path != null) {
        groups.add(endpoint.group());
        paths
            .computeIfAbsent(path, _ -> new Members())
            .put(
                endpoint.method().toLowerCase(Locale.ROOT),
                Operation.of(endpoint, template, path, api));
      }
    }
  }

  private String url() {
    return api.prefix().isEmpty() ? "/" : api.prefix();
  }

  private ObjectValue info() {
    String about =
        model == null
            ? "Predictions by the v1 and v2 protocols, and what belongs to them."
            : "Predictions of the model %s.".formatted(model);
    return new Members()
        .put("title", model == null ? api.identity().name() : "Model " + model)
        .put(
            "description",
            about
                + " GET endpoints answer HEAD as well; other methods are answered with 405. Bodies"
                + " may be packed with gzip or deflate (Content-Encoding). What is not HTTP, or has"
                + " too long a URI (414) or header (431), is refused before it gets to an endpoint."
                + " Failures have the form {\"error\": \"...\"}.")
        .put("version", api.identity().version())
        .object();
  }

  private ArrayValue tags() {
    List<JsonValue> tags = new ArrayList<>();
    for (EndpointGroup group : groups) {
      tags.add(new Members().put("name", group.label()).object());
    }
    return new ArrayValue(tags);
  }

  private static ObjectValue needs(String scheme) {
    return new Members().put(scheme, Members.array()).object();
  }

  private static ObjectValue securitySchemes() {
    return new Members()
        .put(TOKEN, Members.type("http").put("scheme", "bearer").object())
        .put(API_KEY, Members.type("apiKey").put("in", "header").put("name", "X-API-Key").object())
        .object();
  }
}
