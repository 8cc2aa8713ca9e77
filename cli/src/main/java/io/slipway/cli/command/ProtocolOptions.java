// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.protocol.GrpcAnswers;
import io.slipway.modelserver.protocol.HeaderForwarding;
import io.slipway.modelserver.protocol.StreamDialect;
import io.slipway.modelserver.sharedmemory.SharedRegions;
import io.slipway.transport.codec.cloudevents.EventReplies;
import io.slipway.transport.codec.grpc.AnswerContents;
import io.slipway.transport.http.cors.CorsPolicy;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** How the prediction protocols of {@code up} and {@code serve} behave. */
final class ProtocolOptions {
  private static final String HTTP_FORWARD = "http-header-forward-pattern";
  private static final String GRPC_FORWARD = "grpc-header-forward-pattern";

  private static final String STREAM_DIALECT = "grpc-stream-dialect";
  private static final String ANSWER_CONTENTS = "grpc-output-contents";

  private static final String CORS_ORIGINS = "cors-allowed-origins";
  private static final String CLIENT_SHM = "allow-client-shm";

  private ProtocolOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(
            option(
                HTTP_FORWARD,
                "REGEX",
                "HTTP headers whose whole name matches become string parameters of the"
                    + " prediction (default: none)."))
        .addOption(option(GRPC_FORWARD, "REGEX", "The same for the metadata of gRPC calls."))
        .addOption(
            option(
                STREAM_DIALECT,
                "DIALECT",
                "What answers to ModelStreamInfer look like: triton or mlserver (default:"
                    + " triton)."))
        .addOption(
            option(
                ANSWER_CONTENTS,
                "FORM",
                "Contents of gRPC answers: request for the form that the request has, or raw as"
                    + " Triton answers (default: request)."))
        .addOption(
            option(
                CLIENT_SHM,
                "BOOL",
                "Let clients on this machine pass tensors through shared memory; they can then"
                    + " read and write every shared memory object of this user (default:"
                    + " false)."))
        .addOption(
            option(
                CORS_ORIGINS,
                "ORIGIN,...",
                "Origins whose web pages may call, or * for all (default: none)."));
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  /**
   * @throws CommandFailure as a usage error
   */
  static ProtocolConfig config(Arguments arguments) {
    return new ProtocolConfig(
        forwarding(arguments),
        new GrpcAnswers(
            arguments.choice(STREAM_DIALECT, StreamDialect.class, StreamDialect.TRITON),
            arguments.choice(ANSWER_CONTENTS, AnswerContents.class, AnswerContents.REQUEST)),
        clientSharedMemory(arguments),
        eventReplies(),
        cors(arguments));
  }

  private static CorsPolicy cors(Arguments arguments) {
    String origins = arguments.text(CORS_ORIGINS);
    if (origins == null) {
      return CorsPolicy.CLOSED;
    }
    try {
      return CorsPolicy.of(List.of(origins.split(",", -1)));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + CORS_ORIGINS + ": " + e.getMessage());
    }
  }

  /** KServe sets these for a whole server, by its environment. */
  private static EventReplies eventReplies() {
    String type = System.getenv("CE_TYPE");
    return new EventReplies(
        type == null ? EventReplies.DEFAULTS.type() : type,
        System.getenv("CE_SOURCE"),
        "true".equalsIgnoreCase(System.getenv("CE_MERGE")));
  }

  private static boolean clientSharedMemory(Arguments arguments) {
    boolean allowed = arguments.truth(CLIENT_SHM, false);
    if (allowed && !SharedRegions.available()) {
      throw CommandFailure.usage(
          "--" + CLIENT_SHM + " needs Linux: there is no /dev/shm on this machine");
    }
    return allowed;
  }

  private static HeaderForwarding forwarding(Arguments arguments) {
    try {
      return HeaderForwarding.of(arguments.text(HTTP_FORWARD), arguments.text(GRPC_FORWARD));
    } catch (PatternSyntaxException e) {
      throw CommandFailure.usage(
          "--%s, --%s: '%s' is no regular expression (%s)"
              .formatted(HTTP_FORWARD, GRPC_FORWARD, e.getPattern(), e.getDescription()));
    }
  }
}
