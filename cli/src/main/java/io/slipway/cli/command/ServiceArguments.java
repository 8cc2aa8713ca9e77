// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.modelserver.execution.ExecutionConfig;
import java.util.List;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arguments that an InferenceService gives its model server, as far as they concern a model.
 */
public final class ServiceArguments {
  private static final Logger log = LoggerFactory.getLogger(ServiceArguments.class);
  private static final String EXPECTED =
      " (expected: --workers, --threads, --queue, --inline-runs, --max-batch-size or"
          + " --max-batch-delay-us)";

  private ServiceArguments() {}

  /**
   * How the model's requests are run, by the service's arguments and otherwise as {@code defaults}.
   *
   * @param service its name, for what has no effect
   * @throws IllegalArgumentException naming what is wrong
   */
  public static ExecutionConfig execution(
      String service, List<String> words, ExecutionConfig defaults) {
    Options options = ServerOptions.ofModels(new Options());
    try {
      PeerFlagReading reading = PeerFlagReading.of(words, options);
      reading.notes().forEach(note -> log.warn("service {}: {}", service, note));
      Arguments arguments = Arguments.of(options, reading.words());
      if (!arguments.operands().isEmpty()) {
        throw new IllegalArgumentException(
            "'" + arguments.operands().getFirst() + "' is no setting of a model" + EXPECTED);
      }
      return ServerOptions.execution(arguments, defaults);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e.getMessage() + EXPECTED, e);
    } catch (CommandFailure e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
