// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.trace.Traces;
import io.slipway.transport.codec.SettingValue;
import io.slipway.transport.codec.grpc.SettingsMessages;
import io.slipway.transport.codec.grpc.SettingsMessages.TraceRequest;
import io.slipway.transport.codec.v2.SettingsDocument;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpExchange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trace extension over HTTP and gRPC: how the requests of all models, or of one, are traced.
 */
final class TraceSettingsService {
  private static final int EXPECTED_BYTES = 256;

  private final @Nullable Traces traces;

  /**
   * @param traces null if requests are not traced
   */
  TraceSettingsService(@Nullable Traces traces) {
    this.traces = traces;
  }

  void answer(HttpExchange exchange, Scope scope, @Nullable String model, boolean change) {
    Map<String, SettingValue> changes =
        change ? SettingsDocument.decode(exchange.body()) : Map.of();
    Map<String, SettingValue> settings = settings(scope, model, changes);
    Answers.json(exchange, 200, out -> SettingsDocument.encode(settings, out));
  }

  void answer(GrpcCall call, Scope scope) {
    TraceRequest request = SettingsMessages.decodeTrace(call.message());
    String model = request.model().isEmpty() ? null : request.model();
    Map<String, SettingValue> settings = settings(scope, model, request.settings());
    call.respond(
        Answers.write(out -> SettingsMessages.encode(settings, true, out), EXPECTED_BYTES));
  }

  /** The settings after the changes. */
  private Map<String, SettingValue> settings(
      Scope scope, @Nullable String model, Map<String, SettingValue> changes) {
    if (traces == null) {
      throw Predictions.notImplemented(
          "requests are not traced here (expected: a server started with --trace-file)");
    }
    if (model != null) {
      ModelStatus status = scope.status(model, null);
      if (scope.catalog().versions(model).isEmpty()) {
        throw ModelRepository.notReady(status); // there is no end of names that no model has yet
      }
    }
    if (!changes.isEmpty()) {
      traces.change(scope.namespace(), model, changes);
    }
    return traces.describe(scope.namespace(), model);
  }
}
