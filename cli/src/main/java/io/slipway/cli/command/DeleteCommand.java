// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.kube.ApiFailure;
import io.slipway.cli.kube.Deleting;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.ObjectRef;
import io.slipway.cli.kube.WaitCondition;
import io.slipway.cli.kube.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

final class DeleteCommand implements Command {
  private static final String ALL = "all";
  private static final String WAIT = "wait";
  private static final String CASCADE = "cascade";
  private static final String GRACE = "grace-period";
  private static final String IGNORE_NOT_FOUND = "ignore-not-found";

  /** An object that is on its way out. */
  private record Deleted(ObjectRef object, String uid) {}

  @Override
  public String summary() {
    return "Delete objects of a Kubernetes API.";
  }

  @Override
  public String operands() {
    return "TYPE NAME... | TYPE/NAME... | -f FILE|DIR|-";
  }

  @Override
  public Options options() {
    Options options = KubeOptions.addFilesTo(KubeOptions.addTo(new Options()));
    return KubeOptions.addSelectorsTo(options)
        .addOption(KubeOptions.dryRun())
        .addOption(KubeOptions.flag(null, ALL, "All objects of the type in the namespace."))
        .addOption(
            KubeOptions.truth(WAIT, "Wait until they are gone, finalizers done (default: true)."))
        .addOption(
            KubeOptions.option(
                null, "timeout", "TIME", "How long to wait: 30s, 5m, 1h (default: for ever)."))
        .addOption(
            KubeOptions.option(
                null,
                CASCADE,
                "HOW",
                "What they own goes with them, goes before them, or stays: background, foreground"
                    + " or orphan (default: background)."))
        .addOption(
            KubeOptions.option(
                null,
                GRACE,
                "SECONDS",
                "How long Pods may take to stop (default: what they say themselves)."))
        .addOption(
            KubeOptions.flag(null, IGNORE_NOT_FOUND, "No failure if one of them is not there."));
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    Duration timeout = KubeOptions.timeout(arguments, "-1s");
    boolean wait = arguments.truth(WAIT, true) && !KubeOptions.isDryRun(arguments);
    Deleting.Cascade cascade =
        arguments.choice(CASCADE, Deleting.Cascade.class, Deleting.Cascade.BACKGROUND);
    int grace = arguments.integer(GRACE, -1, -1, Integer.MAX_VALUE);
    RefOptions refs = RefOptions.of(arguments, ALL);
    return KubeOptions.call(
        arguments,
        (client, namespace) -> {
          Deleting deleting =
              Deleting.with(client, cascade, grace, KubeOptions.isDryRun(arguments));
          List<String> failures = new ArrayList<>();
          List<ObjectRef> objects = refs.find(client, namespace);
          List<Deleted> deleted = delete(arguments, deleting, objects, failures);
          if (objects.isEmpty()) {
            arguments.err().println("No resources found");
          }
          if (wait) {
            await(client, timeout, deleted, failures);
          }
          if (!failures.isEmpty()) {
            throw new CommandFailure(String.join("\n", failures));
          }
          return 0;
        });
  }

  private static List<Deleted> delete(
      Arguments arguments, Deleting deleting, List<ObjectRef> objects, List<String> failures) {
    String suffix = KubeOptions.isDryRun(arguments) ? " (server dry run)" : "";
    List<Deleted> deleted = new ArrayList<>();
    for (ObjectRef object : objects) {
      try {
        String uid = deleting.delete(object.type(), object.namespace(), object.name());
        deleted.add(new Deleted(object, uid));
        arguments
            .out()
            .printf(
                "%s \"%s\" deleted%s%n", object.type().singularQualified(), object.name(), suffix);
        arguments.out().flush();
      } catch (ApiFailure e) {
        if (!e.isNotFound() || !arguments.has(IGNORE_NOT_FOUND)) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return deleted;
  }

  private static void await(
      KubeClient client, @Nullable Duration timeout, List<Deleted> deleted, List<String> failures) {
    Waiting waiting = new Waiting(client, new WaitCondition.Deletion(), timeout);
    for (Deleted each : deleted) {
      ObjectRef object = each.object();
      if (!waiting.await(object.type(), object.namespace(), object.name(), each.uid())) {
        failures.add(
            "timed out waiting for %s to be gone (it is being deleted; its metadata.finalizers say"
                    .formatted(object)
                + " what is not done yet)");
      }
    }
  }
}
