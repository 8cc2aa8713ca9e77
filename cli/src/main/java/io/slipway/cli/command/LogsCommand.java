// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.ObjectReads;
import io.slipway.cli.kube.PodChoice;
import io.slipway.cli.kube.Query;
import io.slipway.cli.kube.ResourceType;
import io.slipway.cli.kube.ResourceTypes;
import io.slipway.cli.kube.TypedNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

final class LogsCommand implements Command {
  private static final String FOLLOW = "follow";
  private static final String TAIL = "tail";
  private static final String CONTAINER = "container";
  private static final String TIMESTAMPS = "timestamps";
  private static final String PREVIOUS = "previous";
  private static final String POD = "Pod";

  @Override
  public String summary() {
    return "Show what the containers of Pods have written.";
  }

  @Override
  public String operands() {
    return "POD | TYPE/NAME | -l LABELS";
  }

  @Override
  public Options options() {
    return KubeOptions.addTo(new Options())
        .addOption(
            KubeOptions.option(
                "l", KubeOptions.SELECTOR, "LABELS", "The Pods with these labels: a=b,c!=d,e."))
        .addOption(
            KubeOptions.flag(
                "f", FOLLOW, "Go on with what is written, until Ctrl-C. One Pod only."))
        .addOption(
            KubeOptions.option(
                null, TAIL, "LINES", "So many of the last lines; -1 for all (default: -1)."))
        .addOption(
            KubeOptions.option(
                "c", CONTAINER, "NAME", "Which container (default: the only one there is)."))
        .addOption(KubeOptions.flag(null, TIMESTAMPS, "With each line when it was written."))
        .addOption(
            KubeOptions.flag("p", PREVIOUS, "Of the container's run before, that has ended."));
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    boolean selected = arguments.has(KubeOptions.SELECTOR);
    if (selected != arguments.operands().isEmpty() || arguments.operands().size() > 1) {
      throw CommandFailure.usage("expected: POD, TYPE/NAME or -l LABELS");
    }
    Query query = query(arguments);
    return KubeOptions.call(
        arguments,
        (client, namespace) -> {
          ResourceTypes types = client.discover();
          ResourceType podType = types.named("pods");
          for (String pod : pods(arguments, client, namespace, types)) {
            print(client, podType.path(namespace, pod) + "/log", query, arguments.out());
          }
          return 0;
        });
  }

  private static Query query(Arguments arguments) {
    int tail = arguments.integer(TAIL, -1, -1, Integer.MAX_VALUE);
    return Query.NONE
        .with("container", arguments.text(CONTAINER, ""))
        .with("follow", arguments.has(FOLLOW) ? "true" : "")
        .with("previous", arguments.has(PREVIOUS) ? "true" : "")
        .with("timestamps", arguments.has(TIMESTAMPS) ? "true" : "")
        .with("tailLines", tail < 0 ? "" : Integer.toString(tail));
  }

  private static List<String> pods(
      Arguments arguments, KubeClient client, String namespace, ResourceTypes types) {
    String labels = arguments.text(KubeOptions.SELECTOR);
    if (labels != null) {
      List<String> pods = withLabels(client, namespace, types, labels);
      if (arguments.has(FOLLOW) && pods.size() > 1) {
        throw new CommandFailure(
            "--follow: %d Pods have the labels %s (expected: one; its name is one of %s)"
                .formatted(pods.size(), labels, String.join(", ", pods)));
      }
      return pods;
    }
    String operand = arguments.operands().getFirst();
    if (operand.indexOf('/') < 0) {
      return List.of(operand);
    }
    TypedNames named = TypedNames.of(List.of(operand), types).getFirst();
    if (named.type().kind().equals(POD)) {
      return named.names();
    }
    JsonNode owner =
        client.get(
            named.type().path(namespace, named.names().getFirst()), Query.NONE, KubeClient.JSON);
    List<String> pods = withLabels(client, namespace, types, PodChoice.selector(owner));
    if (pods.size() > 1) {
      arguments.err().printf("Found %d pods, using pod/%s%n", pods.size(), pods.getFirst());
    }
    return pods.subList(0, 1);
  }

  private static List<String> withLabels(
      KubeClient client, String namespace, ResourceTypes types, String labels) {
    TypedNames all = new TypedNames(types.named("pods"), List.of());
    ObjectReads reads = ObjectReads.selected(client, namespace, labels, "");
    List<String> pods = PodChoice.names(reads.objects(all).items());
    if (pods.isEmpty()) {
      throw new CommandFailure(
          "no Pods with the labels %s in the namespace %s".formatted(labels, namespace));
    }
    return pods;
  }

  /** Line by line, so that what is followed is seen at once. */
  private static void print(KubeClient client, String path, Query query, PrintWriter out)
      throws IOException {
    try (BufferedReader log =
        new BufferedReader(
            new InputStreamReader(
                client.stream(path, query, "text/plain, application/json"),
                StandardCharsets.UTF_8))) {
      for (String line = next(log); line != null; line = next(log)) {
        out.println(line);
        // checkError flushes too: once for what has come together
        if (!log.ready() && out.checkError()) {
          return; // nobody reads it any more
        }
      }
    }
    out.flush();
  }

  private static @Nullable String next(BufferedReader log) {
    try {
      return log.readLine();
    } catch (IOException e) {
      throw new CommandFailure("the log broke off: " + e.getMessage(), 1, e);
    }
  }
}
