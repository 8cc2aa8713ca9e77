// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.api.error.ErrorCode;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.openapi.Endpoint.Answer;
import io.slipway.modelserver.openapi.Endpoint.Content;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An endpoint at one of its paths, as an operation of the document. Pure. */
final class Operation {
  private static final int FIRST_FAILURE = 400;

  private Operation() {}

  /**
   * @param template the path in the table, without brackets
   * @param path the same in the document, where a name may stand in a placeholder's place
   */
  static ObjectValue of(Endpoint endpoint, String template, String path, Api api) {
    Members operation =
        new Members()
            .put("operationId", id(endpoint, template))
            .put("summary", endpoint.summary())
            .put("tags", Members.strings(List.of(endpoint.group().label())));
    ArrayValue parameters = parameters(endpoint, path);
    if (!parameters.elements().isEmpty()) {
      operation.put("parameters", parameters);
    }
    if (!endpoint.takes().isEmpty()) {
      operation.put(
          "requestBody",
          new Members()
              .put("required", endpoint.needsBody())
              .put("content", contents(endpoint.takes(), false))
              .object());
    }
    return operation.put("responses", responses(endpoint, api)).object();
  }

  /** The endpoint's name, and which of its paths it is. */
  private static String id(Endpoint endpoint, String template) {
    int open = endpoint.path().indexOf('[');
    if (open < 0 || template.equals(endpoint.paths().getFirst())) {
      return endpoint.name();
    }
    int begin = endpoint.path().indexOf('{', open) + 1;
    String optional = endpoint.path().substring(begin, endpoint.path().indexOf('}', begin));
    return endpoint.name()
        + "Of"
        + optional.substring(0, 1).toUpperCase(Locale.ROOT)
        + optional.substring(1);
  }

  private static ArrayValue parameters(Endpoint endpoint, String path) {
    List<String> names = new ArrayList<>();
    for (int open = path.indexOf('{'); open >= 0; open = path.indexOf('{', open + 1)) {
      names.add(path.substring(open + 1, path.indexOf('}', open)));
    }
    names.addAll(endpoint.headers());
    List<JsonValue> parameters = new ArrayList<>();
    for (String name : names) {
      parameters.add(Members.ref("#/components/parameters/" + name));
    }
    return new ArrayValue(parameters);
  }

  private static ObjectValue contents(List<Content> contents, boolean orError) {
    Members byType = new Members();
    for (Content content : contents) {
      ObjectValue schema =
          content.schema() == null
              ? Members.type("string").put("format", "binary").object()
              : Members.schemaRef(content.schema());
      if (orError && content.mediaType().equals(Content.JSON)) {
        schema = Members.anyOf(List.of(schema, Members.schemaRef("Error")));
      }
      byType.put(content.mediaType(), new Members().put("schema", schema).object());
    }
    return byType.object();
  }

  private static ObjectValue responses(Endpoint endpoint, Api api) {
    Map<Integer, ObjectValue> byStatus = new TreeMap<>();
    for (ErrorCode failure : failures(endpoint, api)) {
      byStatus.put(failure.httpStatus(), Members.ref("#/components/responses/" + failure.name()));
    }
    for (Answer answer : endpoint.answers()) {
      byStatus.put(answer.status(), response(answer));
    }
    Members responses = new Members();
    byStatus.forEach((status, response) -> responses.put(Integer.toString(status), response));
    return responses.object();
  }

  private static List<ErrorCode> failures(Endpoint endpoint, Api api) {
    List<ErrorCode> failures = new ArrayList<>(endpoint.failures());
    if (api.guarded()) {
      failures.add(ErrorCode.PERMISSION_DENIED);
      if (endpoint.group() != EndpointGroup.HEALTH && endpoint.group() != EndpointGroup.METRICS) {
        failures.add(ErrorCode.RESOURCE_EXHAUSTED);
      }
    }
    if (api.asksForTokens()) {
      failures.add(ErrorCode.UNAUTHENTICATED);
    }
    return failures;
  }

  private static ObjectValue response(Answer answer) {
    boolean failure = answer.status() >= FIRST_FAILURE;
    Members headers = new Members();
    for (String name : answer.headers()) {
      headers.put(headerName(name), Members.ref("#/components/headers/" + name));
    }
    if (failure) {
      headers.put("Retry-After", Members.ref("#/components/headers/RetryAfter"));
    }
    Members response = new Members().put("description", failure ? "Not ready" : "OK");
    if (!headers.isEmpty()) {
      response.put("headers", headers.object());
    }
    if (!answer.contents().isEmpty()) {
      response.put("content", contents(answer.contents(), failure));
    }
    return response.object();
  }

  /** As the parameter of the same name is called. */
  private static String headerName(String component) {
    if (Components.parameter(component).get("name") instanceof JsonValue.StringValue(String name)) {
      return name;
    }
    throw new IllegalStateException("the parameter " + component + " has no name");
  }
}
