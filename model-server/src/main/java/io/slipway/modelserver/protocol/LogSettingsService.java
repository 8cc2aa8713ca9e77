// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.modelserver.logging.LogControl;
import io.slipway.modelserver.logging.LogSettingRules;
import io.slipway.modelserver.logging.LogSettings;
import io.slipway.transport.codec.SettingValue;
import io.slipway.transport.codec.grpc.SettingsMessages;
import io.slipway.transport.codec.v2.SettingsDocument;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpExchange;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logging extension over HTTP and gRPC. The settings are those of the whole process. */
final class LogSettingsService {
  private static final Logger OWN = LoggerFactory.getLogger(LogSettingsService.class);
  private static final int EXPECTED_BYTES = 256;

  private final LogControl log;

  LogSettingsService(LogControl log) {
    this.log = log;
  }

  void answer(HttpExchange exchange, boolean change) {
    LogSettings settings =
        change ? changed(SettingsDocument.decode(exchange.body())) : log.settings();
    Answers.json(
        exchange, 200, out -> SettingsDocument.encode(LogSettingRules.describe(settings), out));
  }

  void answer(GrpcCall call) {
    LogSettings settings = changed(SettingsMessages.decodeLog(call.message()));
    call.respond(
        Answers.write(
            out -> SettingsMessages.encode(LogSettingRules.describe(settings), false, out),
            EXPECTED_BYTES));
  }

  private LogSettings changed(Map<String, SettingValue> changes) {
    return changes.isEmpty() ? log.settings() : log.change(before -> after(before, changes));
  }

  private static LogSettings after(LogSettings before, Map<String, SettingValue> changes) {
    LogSettings after = LogSettingRules.apply(before, changes);
    if (!after.equals(before)) {
      OWN.info("a client changes the log: {}", after); // while it is still heard
    }
    return after;
  }
}
