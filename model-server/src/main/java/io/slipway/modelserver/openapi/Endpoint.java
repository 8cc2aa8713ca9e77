// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.api.error.ErrorCode;
import io.slipway.modelserver.access.EndpointGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table of endpoints. Schemas and headers are named as in the resource {@code
 * components.json}. Immutable.
 *
 * @param path with {@code {model}}, {@code {version}}, {@code {region}} and {@code {repository}};
 *     what is between brackets may be left out
 * @param name of the operation, for programs that are generated from the document
 * @param summary one line for people
 * @param offer when it does what it is there for
 * @param headers that a request may have
 * @param takes what a request's body may be; none if it has none
 * @param needsBody whether a request without a body is refused
 * @param answers besides failures; a status once
 * @param failures answered with {@code {"error": "..."}}
 */
public record Endpoint(
    String method,
    String path,
    EndpointGroup group,
    String name,
    String summary,
    Offer offer,
    List<String> headers,
    List<Content> takes,
    boolean needsBody,
    List<Answer> answers,
    List<ErrorCode> failures) {
  /** What stands in a path for the version that may be left out. */
  public static final String VERSION = "[/versions/{version}]";

  /** When an endpoint does what it is there for; else it refuses, mostly with 501. */
  public enum Offer {
    ALWAYS,
    /** If clients may share memory with the server. */
    SHARED_MEMORY,
    /** If clients load and unload models. */
    MODEL_CONTROL,
    /** If requests can be traced. */
    TRACES,
    /** Known by the protocol, and refused. */
    NEVER
  }

  /**
   * A form of a body.
   *
   * @param schema null for bytes that no schema describes
   */
  public record Content(String mediaType, @Nullable String schema) {
    static final String JSON = "application/json";

    public Content {
      Objects.requireNonNull(mediaType, "mediaType");
    }

    static Content json(String schema) {
      return new Content(JSON, schema);
    }
  }

  /**
   * An answer that is no failure, or not in the form of one.
   *
   * @param contents what its body may be; none if it has none
   * @param headers that it may have
   */
  public record Answer(int status, List<Content> contents, List<String> headers) {
    public Answer {
      contents = List.copyOf(contents);
      headers = List.copyOf(headers);
    }
  }

  public Endpoint {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(summary, "summary");
    Objects.requireNonNull(offer, "offer");
    headers = List.copyOf(headers);
    takes = List.copyOf(takes);
    answers = List.copyOf(answers);
    failures = List.copyOf(failures);
  }

  /** The path as it is without, and with, what may be left out. */
  public List<String> paths() {
    int open = path.indexOf('[');
    if (open < 0) {
      return List.of(path);
    }
    int close = path.indexOf(']');
    String before = path.substring(0, open);
    String behind = path.substring(close + 1);
    List<String> paths = new ArrayList<>();
    paths.add(before + behind);
    paths.add(before + path.substring(open + 1, close) + behind);
    return paths;
  }
}
