// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.repository.ModelControl;
import io.slipway.transport.codec.grpc.HealthMessages;
import io.slipway.transport.codec.grpc.HealthMessages.ModelReference;
import io.slipway.transport.codec.grpc.RepositoryMessages;
import io.slipway.transport.codec.grpc.RepositoryMessages.IndexQuery;
import io.slipway.transport.codec.grpc.RepositoryMessages.ModelAction;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.JsonConfigWriter;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.RepositoryJson;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model repository and model configuration extensions, over HTTP and gRPC. What reads or writes
 * files is done away from the event loop, with the request's body held until it is over.
 */
final class RepositoryService {
  private static final Logger log = LoggerFactory.getLogger(RepositoryService.class);
  private static final int EXPECTED_BYTES = 1024;

  private final Executor blocking;
  private final ServerMetrics metrics;

  RepositoryService(Executor blocking, ServerMetrics metrics) {
    this.blocking = blocking;
    this.metrics = metrics;
  }

  /** What may take its time. */
  private interface Work {
    void run() throws InterruptedException;
  }

  void answer(HttpExchange exchange, Scope scope, Route.OfRepository route) {
    switch (route) {
      case Route.ModelConfig(String model, @Nullable String version) ->
          config(exchange, scope, model, version);
      case Route.RepositoryIndex(@Nullable String repository) -> index(exchange, scope, repository);
      case Route.RepositoryLoad(@Nullable String repository, String model) ->
          load(exchange, scope, repository, model);
      case Route.RepositoryUnload(@Nullable String repository, String model) ->
          unload(exchange, scope, repository, model);
    }
  }

  private void config(HttpExchange exchange, Scope scope, String model, @Nullable String version) {
    ConfigMessage config = scope.control().config(model, version);
    Answers.json(exchange, 200, buffer -> writeJson(config, buffer));
  }

  private static void writeJson(ConfigMessage config, OutputBuffer buffer) {
    JsonWriter json = new JsonWriter(buffer);
    JsonConfigWriter.write(config, json);
    json.flush();
  }

  private void index(HttpExchange exchange, Scope scope, @Nullable String repository) {
    boolean readyOnly = RepositoryJson.decodeIndex(exchange.body());
    http(
        exchange,
        () -> {
          List<IndexEntry> entries = scope.control().index(repository, readyOnly);
          Answers.json(exchange, 200, buffer -> RepositoryJson.encodeIndex(entries, buffer));
        });
  }

  private void load(HttpExchange exchange, Scope scope, @Nullable String repository, String model) {
    RequestBody body = exchange.body();
    http(
        exchange,
        () -> {
          scope.control().load(repository, model, RepositoryJson.decodeLoad(body));
          Answers.json(exchange, 200, buffer -> RepositoryJson.encodeDone(model, "load", buffer));
        });
  }

  private void unload(
      HttpExchange exchange, Scope scope, @Nullable String repository, String model) {
    boolean dependents = RepositoryJson.decodeUnload(exchange.body());
    http(
        exchange,
        () -> {
          scope.control().unload(repository, model, dependents);
          Answers.json(exchange, 200, buffer -> RepositoryJson.encodeDone(model, "unload", buffer));
        });
  }

  void call(GrpcCall call, RepositoryMethod method, Scope scope) {
    ModelControl control = scope.control();
    switch (method) {
      case MODEL_CONFIG -> {
        ModelReference model = HealthMessages.decodeReference(call.message());
        ConfigMessage config = control.config(model.name(), model.version());
        respond(call, buffer -> RepositoryMessages.encodeConfig(config, buffer));
      }
      case INDEX -> {
        IndexQuery query = RepositoryMessages.decodeIndex(call.message());
        grpc(
            call,
            () -> {
              List<IndexEntry> entries = control.index(query.repository(), query.ready());
              respond(call, buffer -> RepositoryMessages.encodeIndex(entries, buffer));
            });
      }
      case LOAD -> {
        ModelAction action = RepositoryMessages.decodeAction(call.message());
        grpc(
            call,
            () -> {
              control.load(action.repository(), action.model(), action.load());
              respond(call, buffer -> RepositoryMessages.encodeDone(action.model(), buffer));
            });
      }
      case UNLOAD -> {
        ModelAction action = RepositoryMessages.decodeAction(call.message());
        grpc(
            call,
            () -> {
              control.unload(action.repository(), action.model(), action.dependents());
              respond(call, buffer -> RepositoryMessages.encodeDone(action.model(), buffer));
            });
      }
    }
  }

  private static void respond(GrpcCall call, Answers.Document document) {
    call.respond(Answers.write(document, EXPECTED_BYTES));
  }

  private void http(HttpExchange exchange, Work work) {
    run(exchange.body(), work, failure -> Answers.error(exchange, failure));
  }

  private void grpc(GrpcCall call, Work work) {
    run(call.message(), work, call::fail);
  }

  private void run(RequestBody body, Work work, Consumer<ServingException> fail) {
    body.retain();
    blocking.execute(() -> {
      try (body) {
        work.run();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        fail.accept(new ServingException(ErrorCode.UNAVAILABLE, "the server is stopping"));
      } catch (RuntimeException | Error e) {
        if (!(e instanceof ServingException)) {
          log.error("a request to the model repository failed", e);
        }
        ServingException failure = ServingException.from(e);
        metrics.unrouted(failure.code());
        fail.accept(failure);
      }
    });
  }
}
