// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.kube.ApiFailure;
import io.slipway.cli.kube.Applying;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.ObjectDocument;
import io.slipway.cli.kube.ObjectFiles;
import io.slipway.cli.kube.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Options;

final class ApplyCommand implements Command {
  /** What becomes of fields that the API does not know. */
  enum Validation {
    STRICT("Strict"),
    WARN("Warn"),
    IGNORE("Ignore");

    private final String word;

    Validation(String word) {
      this.word = word;
    }
  }

  private static final String MANAGER = "slipway";

  @Override
  public String summary() {
    return "Create or change objects of a Kubernetes API, as files say.";
  }

  @Override
  public String operands() {
    return "-f FILE|DIR|-";
  }

  @Override
  public Options options() {
    Options options = KubeOptions.addFilesTo(KubeOptions.addTo(new Options()));
    return OutputOptions.addTo(options)
        .addOption(KubeOptions.dryRun())
        .addOption(
            KubeOptions.flag(
                null,
                "force-conflicts",
                "Also change fields that somebody else has set, who then owns them no more."))
        .addOption(
            KubeOptions.option(
                null,
                "field-manager",
                "NAME",
                "Who owns the fields that are set (default: " + MANAGER + ")."))
        .addOption(
            KubeOptions.option(
                null,
                "validate",
                "MODE",
                "Fields that the API does not know are refused, warned of or ignored: strict,"
                    + " warn or ignore (default: strict)."))
        .addOption(
            KubeOptions.truth(
                "server-side", "The API merges, as it always does here: only for kubectl's sake."));
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    if (!arguments.operands().isEmpty()) {
      throw CommandFailure.usage(
          "'%s' is not an option (files are given with -f)"
              .formatted(arguments.operands().getFirst()));
    }
    if (!arguments.has(KubeOptions.FILENAME)) {
      throw CommandFailure.usage("no file given (expected: -f FILE, -f DIR or -f -)");
    }
    if (!arguments.truth("server-side", true)) {
      throw CommandFailure.usage("--server-side=false: applies are made by the server only");
    }
    Output output = OutputOptions.of(arguments, Output.Form.LINES);
    Query query = query(arguments);
    List<ObjectDocument> objects =
        ObjectFiles.read(
            arguments.all(KubeOptions.FILENAME), arguments.has(KubeOptions.RECURSIVE), System.in);
    return KubeOptions.call(
        arguments,
        (client, namespace) -> apply(arguments, objects, query, output, client, namespace));
  }

  private static Query query(Arguments arguments) {
    Validation validation = arguments.choice("validate", Validation.class, Validation.STRICT);
    return Query.NONE
        .with("fieldManager", arguments.text("field-manager", MANAGER))
        .with("fieldValidation", validation.word)
        .with("force", arguments.has("force-conflicts") ? "true" : "")
        .with("dryRun", KubeOptions.isDryRun(arguments) ? "All" : "");
  }

  /** All of them, whatever becomes of each. */
  private static int apply(
      Arguments arguments,
      List<ObjectDocument> objects,
      Query query,
      Output output,
      KubeClient client,
      String namespace)
      throws IOException {
    Applying applying =
        new Applying(client, query, namespace, arguments.has(KubeOptions.NAMESPACE));
    String suffix = KubeOptions.isDryRun(arguments) ? " (server dry run)" : "";
    List<String> failures = new ArrayList<>();
    List<Applying.Result> results = new ArrayList<>();
    for (ObjectDocument object : objects) {
      try {
        Applying.Result result = applying.apply(object.json());
        results.add(result);
        if (!output.isOfObjects()) {
          arguments.out().println(line(result) + suffix);
          arguments.out().flush();
        }
      } catch (ApiFailure | CommandFailure e) {
        failures.add(object.position() + ": " + e.getMessage() + hint(e));
      }
    }
    if (output.isOfObjects()) {
      output.print(results.stream().map(Applying.Result::object).toList(), results.size() == 1);
    }
    if (!failures.isEmpty()) {
      throw new CommandFailure(String.join("\n", failures));
    }
    return 0;
  }

  private static String line(Applying.Result result) {
    return result.type().called(result.name())
        + " "
        + result.applied().name().toLowerCase(Locale.ROOT);
  }

  private static String hint(Exception failure) {
    return failure instanceof ApiFailure refused && refused.reason().equals("Conflict")
        ? " (--force-conflicts takes the fields over)"
        : "";
  }
}
