// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.kube.ApiFailure;
import io.slipway.cli.kube.GoDuration;
import io.slipway.cli.kube.KubeAccess;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.Kubeconfig;
import io.slipway.cli.kube.TypedNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** What the commands for a Kubernetes API have in common: which API, who asks, and where. */
final class KubeOptions {
  static final String NAMESPACE = "namespace";
  static final String ALL_NAMESPACES = "all-namespaces";
  static final String SELECTOR = "selector";
  static final String FIELD_SELECTOR = "field-selector";
  static final String FILENAME = "filename";
  static final String RECURSIVE = "recursive";
  static final String DRY_RUN = "dry-run";

  /** The name of the kubeconfig in a data directory. */
  private static final String WRITTEN = "kubeconfig";

  private KubeOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(
            option(
                null,
                "kubeconfig",
                "FILE",
                "Where the API is and who asks (default: $KUBECONFIG, else the one that 'up' has"
                    + " written to ~/.slipway, else ~/.kube/config)."))
        .addOption(
            option(null, "context", "NAME", "One of the kubeconfig's (default: its current one)."))
        .addOption(
            option(
                "n",
                NAMESPACE,
                "NAMESPACE",
                "Where things are (default: what the context says, else "
                    + DeployContract.DEFAULT_NAMESPACE
                    + ")."));
  }

  static Options addFilesTo(Options options) {
    return options
        .addOption(
            option(
                "f",
                FILENAME,
                "FILE|DIR|-",
                "YAML or JSON with objects: a file, a directory of such files, or - for standard"
                    + " input; may be repeated."))
        .addOption(flag("R", RECURSIVE, "Also read the directories in a directory."));
  }

  static Options addSelectorsTo(Options options) {
    return options
        .addOption(option("l", SELECTOR, "LABELS", "Only those with these labels: a=b,c!=d,e."))
        .addOption(
            option(null, FIELD_SELECTOR, "FIELDS", "Only those with these fields: a.b=c,d!=e."));
  }

  static Option option(@Nullable String letter, String name, String argument, String description) {
    return Option.builder(letter).longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  static Option flag(@Nullable String letter, String name, String description) {
    return Option.builder(letter).longOpt(name).desc(description).get();
  }

  /** One that is {@code true} without a value, and takes one only after an equals sign. */
  static Option truth(String name, String description) {
    return Option.builder()
        .longOpt(name)
        .hasArg()
        .optionalArg(true)
        .argName("true|false")
        .desc(description)
        .get();
  }

  static Option dryRun() {
    return option(
        null,
        DRY_RUN,
        "server|none",
        "server: have the API check and answer all of it, and keep nothing (default: none).");
  }

  static boolean isDryRun(Arguments arguments) {
    String value = arguments.text(DRY_RUN, "none");
    if (value.equals("server") || value.equals("none")) {
      return value.equals("server");
    }
    throw CommandFailure.usage("--dry-run: '%s' (expected: server, none)".formatted(value));
  }

  /** What a command does with the API. */
  interface Calls {
    int make(KubeClient client, String namespace) throws IOException;
  }

  /** Has the calls made, and says of a refusal what it is. */
  static int call(Arguments arguments, Calls calls) throws IOException {
    KubeAccess access = Kubeconfig.read(files(arguments)).access(arguments.text("context"));
    try (KubeClient client = new KubeClient(access, warning -> warn(arguments, warning))) {
      return calls.make(client, arguments.text(NAMESPACE, access.namespace()));
    } catch (ApiFailure e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), 1, e);
    }
  }

  private static void warn(Arguments arguments, String warning) {
    arguments.err().println("Warning: " + warning);
  }

  private static List<Path> files(Arguments arguments) {
    return Kubeconfig.files(
        arguments.path("kubeconfig"),
        System.getenv("KUBECONFIG"),
        DataDirectory.fromEnvironment().resolve(WRITTEN),
        Path.of(System.getProperty("user.home")));
  }

  /** Empty for all namespaces. */
  static String namespace(Arguments arguments, String namespace) {
    if (!arguments.has(ALL_NAMESPACES)) {
      return namespace;
    }
    if (arguments.has(NAMESPACE)) {
      throw CommandFailure.usage("--namespace and --all-namespaces exclude each other");
    }
    return "";
  }

  /** Names are in one namespace, and are all that is meant. */
  static void checkNames(Arguments arguments, TypedNames wanted) {
    if (wanted.names().isEmpty()) {
      return;
    }
    if (arguments.has(SELECTOR) || arguments.has(FIELD_SELECTOR)) {
      throw CommandFailure.usage("names and selectors exclude each other");
    }
    if (arguments.has(ALL_NAMESPACES)) {
      throw CommandFailure.usage("names and --all-namespaces exclude each other");
    }
  }

  /** Null for ever: a negative one. */
  static @Nullable Duration timeout(Arguments arguments, String otherwise) {
    String text = arguments.text("timeout", otherwise);
    Duration timeout = GoDuration.parse(text);
    if (timeout == null) {
      throw CommandFailure.usage(
          "--timeout: '%s' (expected: such as 30s, 5m or 1h30m; 0 to look once, -1s for ever)"
              .formatted(text));
    }
    return timeout.isNegative() ? null : timeout;
  }
}
