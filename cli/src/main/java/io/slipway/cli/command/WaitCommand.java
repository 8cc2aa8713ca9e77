// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.ObjectRef;
import io.slipway.cli.kube.Query;
import io.slipway.cli.kube.WaitCondition;
import io.slipway.cli.kube.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

final class WaitCommand implements Command {
  private static final String ALL = "all";
  private static final String FOR = "for";
  private static final String DEFAULT_TIMEOUT = "30s";

  @Override
  public String summary() {
    return "Wait until objects of a Kubernetes API are as they should be.";
  }

  @Override
  public String operands() {
    return "TYPE NAME... | TYPE/NAME... | -f FILE|DIR|-";
  }

  @Override
  public Options options() {
    Options options = KubeOptions.addFilesTo(KubeOptions.addTo(new Options()));
    return KubeOptions.addSelectorsTo(options)
        .addOption(KubeOptions.flag(null, ALL, "All objects of the type in the namespace."))
        .addOption(
            KubeOptions.option(
                null,
                FOR,
                "WHAT",
                "condition=TYPE[=VALUE] (VALUE is True unless it is said), delete, create or"
                    + " jsonpath={PATH}[=VALUE]."))
        .addOption(
            KubeOptions.option(
                null,
                "timeout",
                "TIME",
                "How long at most: 30s, 5m, 1h; 0 to look once, -1s for ever (default: "
                    + DEFAULT_TIMEOUT
                    + ")."));
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    String text = arguments.text(FOR);
    if (text == null) {
      throw CommandFailure.usage("nothing to wait for (expected: --for=condition=Ready, ...)");
    }
    WaitCondition condition = WaitCondition.parse(text);
    Duration timeout = KubeOptions.timeout(arguments, DEFAULT_TIMEOUT);
    RefOptions refs = RefOptions.of(arguments, ALL);
    return KubeOptions.call(
        arguments,
        (client, namespace) -> {
          List<ObjectRef> objects = refs.find(client, namespace);
          if (objects.isEmpty() && !(condition instanceof WaitCondition.Deletion)) {
            throw new CommandFailure("no matching resources found");
          }
          await(arguments, client, condition, timeout, objects);
          return 0;
        });
  }

  private static void await(
      Arguments arguments,
      KubeClient client,
      WaitCondition condition,
      @Nullable Duration timeout,
      List<ObjectRef> objects) {
    Waiting waiting = new Waiting(client, condition, timeout);
    List<String> failures = new ArrayList<>();
    for (ObjectRef object : objects) {
      if (waiting.await(
          object.type(), object.namespace(), object.name(), uid(client, condition, object))) {
        arguments.out().println(object + " condition met");
        arguments.out().flush();
      } else {
        failures.add("timed out waiting for the condition on " + object);
      }
    }
    if (!failures.isEmpty()) {
      throw new CommandFailure(String.join("\n", failures));
    }
  }

  /**
   * Of the object whose deletion is waited for. What is waited for otherwise must be there already,
   * unless it is just that.
   */
  private static String uid(KubeClient client, WaitCondition condition, ObjectRef object) {
    String path = object.type().path(object.namespace(), object.name());
    return switch (condition) {
      case WaitCondition.Creation _ -> "";
      case WaitCondition.Deletion _ -> {
        JsonNode found = client.find(path);
        yield found == null ? "" : found.path("metadata").path("uid").asText();
      }
      case WaitCondition.Condition _, WaitCondition.Path _ -> {
        client.get(path, Query.NONE, KubeClient.JSON);
        yield "";
      }
    };
  }
}
