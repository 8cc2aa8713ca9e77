// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Paths below {@code /v1/models/}: {@code NAME[/versions/V|/labels/L][:VERB|/metadata]}, as in
 * TensorFlow Serving. Pure.
 */
final class V1Path {
  private static final String VERSIONS = "/versions/";
  private static final String LABELS = "/labels/";
  private static final String METADATA = "/metadata";

  private V1Path() {}

  /**
   * @param rest of the path, percent-encoded
   */
  static Route parse(String method, String rest) {
    int slash = rest.indexOf('/');
    int colon = rest.lastIndexOf(':');
    String verb = colon > slash ? rest.substring(colon) : "";
    String target = colon > slash ? rest.substring(0, colon) : rest;
    if (target.endsWith(METADATA) && verb.isEmpty()) {
      verb = METADATA;
      target = target.substring(0, target.length() - METADATA.length());
    }
    int end = target.indexOf('/');
    String model = Route.decode(end < 0 ? target : target.substring(0, end));
    String which = end < 0 ? "" : target.substring(end);
    if (model.isEmpty()) {
      return new Route.NotFound();
    }
    return route(method, verb, model, which);
  }

  private static Route route(String method, String verb, String model, String which) {
    String version = named(which, VERSIONS);
    String label = named(which, LABELS);
    if (!which.isEmpty() && version == null && label == null) {
      return new Route.NotFound();
    }
    Route route =
        switch (verb) {
          case "" -> new Route.V1.Model(model, version);
          case METADATA -> new Route.V1.Metadata(model, version);
          case ":predict" -> new Route.V1.Predict(model, version);
          case ":explain" -> new Route.V1.Explain(model, version);
          case ":classify", ":regress" -> new Route.V1.Examples(model, version);
          default -> new Route.NotFound();
        };
    if (route instanceof Route.NotFound) {
      return route;
    }
    boolean post = verb.startsWith(":");
    return Route.only(
        post ? Route.POST : Route.GET,
        method,
        label == null ? route : new Route.V1.Labelled(model, label));
  }

  /** What follows {@code prefix} in {@code which}; null if that is something else. */
  private static @Nullable String named(String which, String prefix) {
    String name = which.startsWith(prefix) ? which.substring(prefix.length()) : "";
    return name.isEmpty() || name.indexOf('/') >= 0 ? null : Route.decode(name);
  }
}
