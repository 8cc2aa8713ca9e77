// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.openapi.Api;
import io.slipway.modelserver.openapi.DocumentationPage;
import io.slipway.modelserver.openapi.DocumentedModel;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import io.slipway.modelserver.openapi.OpenApiDocument;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenAPI document and the page of it. They are made away from the event loop: rarely wanted,
 * they are not kept, and the first one reads a resource.
 */
final class DocumentationService {
  private static final Logger log = LoggerFactory.getLogger(DocumentationService.class);
  private static final int EXPECTED_BYTES = 64 * 1024;

  private final Predictions predictions;
  private final ServerIdentity identity;
  private final Gate gate;

  DocumentationService(Predictions predictions, ServerIdentity identity, Gate gate) {
    this.predictions = predictions;
    this.identity = identity;
    this.gate = gate;
  }

  /**
   * @param prefix what the path has before that of the endpoint
   * @throws ServingException if there is no such model, or it does not answer now
   */
  void answer(HttpExchange exchange, Scope scope, String prefix, Route.Documentation asked) {
    Api api = api(scope, prefix);
    DocumentedModel model = model(scope, asked.model(), asked.version());
    List<String> others =
        asked.page() && model == null ? Descriptions.modelNames(scope) : List.of();
    predictions
        .blocking()
        .execute(() -> {
          try {
            ObjectValue document = OpenApiDocument.of(api, model);
            exchange.respond(
                asked.page() ? page(document, base(exchange), others) : json(document));
          } catch (RuntimeException | Error e) {
            log.error("a document could not be made", e);
            Answers.error(exchange, ServingException.from(e));
          }
        });
  }

  private static @Nullable DocumentedModel model(
      Scope scope, @Nullable String model, @Nullable String version) {
    if (model == null) {
      return null;
    }
    ModelStatus status = scope.readyStatus(model, version);
    return new DocumentedModel(
        model, version, Objects.requireNonNull(status.signature(), "signature"));
  }

  private Api api(Scope scope, String prefix) {
    Set<Offer> offers = EnumSet.of(Offer.ALWAYS);
    if (predictions.offersSharedMemory()) {
      offers.add(Offer.SHARED_MEMORY);
    }
    if (predictions.traces() != null) {
      offers.add(Offer.TRACES);
    }
    if (scope.control().clientsMayLoad()) {
      offers.add(Offer.MODEL_CONTROL);
    }
    return new Api(
        identity, prefix, offers, !gate.isOpen(), gate.asksForTokens(), exampleModel(scope));
  }

  private static @Nullable String exampleModel(Scope scope) {
    for (ModelStatus status : scope.catalog().models()) {
      if (status.ready()) {
        return status.id().name();
      }
    }
    return null;
  }

  private static String base(HttpExchange exchange) {
    String path = exchange.head().path();
    return path.substring(0, path.lastIndexOf("/docs"));
  }

  private static HttpResponse json(ObjectValue document) {
    return HttpResponse.json(
        200,
        Answers.write(
            buffer -> {
              JsonWriter json = new JsonWriter(buffer);
              document.writeTo(json);
              json.flush();
            },
            EXPECTED_BYTES));
  }

  private static HttpResponse page(ObjectValue document, String base, List<String> models) {
    DocumentationPage page = DocumentationPage.of(document, base, models);
    OutputBuffer body = Answers.write(buffer -> buffer.writeUtf8(page.html()), EXPECTED_BYTES);
    return new HttpResponse(200, DocumentationPage.CONTENT_TYPE, DocumentationPage.HEADERS, body);
  }
}
