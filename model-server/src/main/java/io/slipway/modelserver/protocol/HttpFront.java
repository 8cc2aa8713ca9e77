// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.logging.LogControl;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.modelserver.payload.PayloadTap;
import io.slipway.transport.codec.cloudevents.EventReplies;
import io.slipway.transport.codec.v2.V2Documents;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.HttpService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Everything that HTTP clients ask of the model server. Thread-safe; never blocks. */
public final class HttpFront implements HttpService {
  private final ServiceDirectory services;
  private final BooleanSupplier accepting;
  private final ServerIdentity identity;
  private final ServerMetrics metrics;
  private final Gate gate;
  private final Predictions predictions;
  private final PayloadLogs payloads;
  private final LogControl log;
  private final V1Service v1;
  private final V2Service v2;
  private final SharedMemoryService sharedMemory;
  private final SageMakerService sageMaker;

  /**
   * @param accepting false before the first models are loaded and while draining
   * @param eventReplies what answers to CloudEvents say of themselves
   * @param log which clients may change
   */
  public HttpFront(
      ServiceDirectory services,
      BooleanSupplier accepting,
      ServerIdentity identity,
      ServerMetrics metrics,
      Gate gate,
      Predictions predictions,
      EventReplies eventReplies,
      PayloadLogs payloads,
      LogControl log) {
    this.services = services;
    this.accepting = accepting;
    this.identity = identity;
    this.metrics = metrics;
    this.gate = gate;
    this.predictions = predictions;
    this.payloads = payloads;
    this.log = log;
    this.v1 = new V1Service(predictions, eventReplies);
    this.v2 = new V2Service(predictions);
    this.sageMaker = new SageMakerService(predictions, v1, v2, accepting);
    this.sharedMemory = predictions.sharedMemoryService();
  }

  @Override
  public void serve(HttpExchange exchange) {
    HttpRequestHead head = exchange.head();
    try {
      ServiceDirectory.Target target = services.resolve(head.authority(), head.path());
      Route route = route(head, target);
      Caller caller = gate.http(route, head);
      if (target == null) {
        throw new ServingException(
            ErrorCode.NOT_FOUND,
            "no service at %s%s"
                .formatted(head.authority() == null ? "" : head.authority(), head.path()));
      }
      PayloadTap tap = payloads.isIdle() ? null : tap(exchange, route);
      if (target.remote() != null) {
        RemoteCall.serve(exchange, caller, target, target.remote(), tap);
        return;
      }
      if (tap != null) {
        Scope tapped = TappedEndpoint.over(target.scope(), tap);
        answer(new TappedExchange(exchange, tap), caller.view(tapped), route);
        return;
      }
      Scope scope = caller.view(target.scope());
      if (route instanceof Route.Infer(String model, @Nullable String version)) {
        // Ahead of the switch: the JVM makes one over types at its first use, a part of a start.
        v2.infer(exchange, scope, model, version);
      } else {
        answer(exchange, scope, route);
      }
    } catch (ServingException e) {
      metrics.unrouted(e.code());
      Answers.error(exchange, e);
    }
  }

  private @Nullable PayloadTap tap(HttpExchange exchange, Route route) {
    return EndpointGroups.of(route) == EndpointGroup.INFERENCE
        ? payloads.http(exchange.head().headers(), exchange.body())
        : null;
  }

  @Override
  public void admit(HttpRequestHead head) {
    ServiceDirectory.Target target = services.resolve(head.authority(), head.path());
    Route route = route(head, target);
    Caller caller = gate.admit(route, head);
    if (target != null) {
      HeadRefusal.check(caller.view(target.scope()), route, metrics);
    }
  }

  private static Route route(HttpRequestHead head, ServiceDirectory.@Nullable Target target) {
    if (target == null) {
      return new Route.NotFound();
    }
    Route route = Route.parse(head.method(), target.path());
    return target.remote() == null ? route : RemoteCall.route(route, target.remote());
  }

  /**
   * Predictions and metrics. Triton's asyncio client asks for every answer to be packed, and can
   * unpack those of predictions only.
   */
  @Override
  public boolean packs(HttpRequestHead head) {
    ServiceDirectory.Target target = services.resolve(head.authority(), head.path());
    if (target == null || target.remote() != null) {
      return false;
    }
    EndpointGroup group = EndpointGroups.of(Route.parse(head.method(), target.path()));
    return group == EndpointGroup.INFERENCE || group == EndpointGroup.METRICS;
  }

  private void repository(HttpExchange exchange, Scope scope, Route.OfRepository asked) {
    new RepositoryService(predictions.blocking(), metrics).answer(exchange, scope, asked);
  }

  private void document(HttpExchange exchange, Scope scope, Route.Documentation asked) {
    String prefix = ServiceDirectory.prefix(exchange.head().path());
    new DocumentationService(predictions, identity, gate).answer(exchange, scope, prefix, asked);
  }

  private void answer(HttpExchange exchange, Scope scope, Route asked) {
    switch (asked) {
      case Route.Infer(String model, @Nullable String version) ->
          v2.infer(exchange, scope, model, version);
      case Route.OfGenerate route ->
          new GenerateService(predictions, v2).answer(exchange, scope, route);
      case Route.V1 route -> v1.answer(exchange, scope, route);
      case Route.SageMaker route -> sageMaker.answer(exchange, scope, route);
      case Route.Models() -> v2.models(exchange, scope);
      case Route.ModelMetadata(String model, @Nullable String version) ->
          v2.modelMetadata(exchange, scope, model, version);
      case Route.ModelReady(String model, @Nullable String version) ->
          v2.modelReady(exchange, scope, model, version);
      case Route.Statistics(@Nullable String model, @Nullable String version) ->
          Statistics.answer(exchange, scope, model, version);
      case Route.Settings.Trace(@Nullable String model, boolean change) ->
          new TraceSettingsService(predictions.traces()).answer(exchange, scope, model, change);
      case Route.Settings.Log(boolean change) ->
          new LogSettingsService(log).answer(exchange, change);
      case Route.Documentation route -> document(exchange, scope, route);
      case Route.OfRepository route -> repository(exchange, scope, route);
      case Route.ServerMetadata() ->
          Answers.json(
              exchange,
              200,
              buffer ->
                  V2Documents.serverMetadata(Descriptions.server(identity, predictions), buffer));
      case Route.ServerLive() ->
          Answers.json(exchange, 200, buffer -> V2Documents.live(true, buffer));
      case Route.ServerReady() -> {
        boolean ready = accepting.getAsBoolean() && scope.ready();
        Answers.json(exchange, ready ? 200 : 503, buffer -> V2Documents.ready(ready, buffer));
      }
      case Route.Alive() ->
          Answers.json(exchange, 200, buffer -> buffer.writeAscii("{\"status\":\"alive\"}"));
      case Route.Live() -> exchange.respond(HttpResponse.text(200, "text/plain", "ok"));
      case Route.Ready() -> {
        boolean ready = accepting.getAsBoolean();
        exchange.respond(
            HttpResponse.text(ready ? 200 : 503, "text/plain", ready ? "ok" : "not ready"));
      }
      case Route.Metrics() ->
          exchange.respond(HttpResponse.text(200, ServerMetrics.CONTENT_TYPE, metrics.scrape()));
      case Route.OfSharedMemory route -> sharedMemory.answer(exchange, route);
      case Route.NotFound() ->
          throw new ServingException(
              ErrorCode.NOT_FOUND, "nothing is served at " + exchange.head().path());
      case Route.MethodNotAllowed(String allowed) -> notAllowed(exchange, allowed);
    }
  }

  private void notAllowed(HttpExchange exchange, String allowed) {
    metrics.unrouted(ErrorCode.METHOD_NOT_ALLOWED);
    Answers.error(
        exchange,
        new ServingException(
            ErrorCode.METHOD_NOT_ALLOWED,
            "%s is not allowed at %s (expected: %s)"
                .formatted(exchange.head().method(), exchange.head().path(), allowed)),
        new Header("Allow", allowed));
  }
}
