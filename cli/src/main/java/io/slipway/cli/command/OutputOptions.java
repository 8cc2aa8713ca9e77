// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import java.util.Locale;
import org.apache.commons.cli.Options;

/** The options that say how objects are printed. */
final class OutputOptions {
  private static final String OUTPUT = "output";
  private static final String MANAGED_FIELDS = "show-managed-fields";

  private OutputOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(
            KubeOptions.option(
                "o", OUTPUT, "FORM", "name, yaml, json or wide (default: a line for each)."))
        .addOption(
            KubeOptions.flag(
                null, MANAGED_FIELDS, "With yaml and json, also tell who owns which field."));
  }

  static Output of(Arguments arguments, Output.Form otherwise) {
    String value = arguments.text(OUTPUT);
    Output.Form form = otherwise;
    if (value != null) {
      form =
          switch (value.toLowerCase(Locale.ROOT)) {
            case "name" -> Output.Form.NAME;
            case "yaml" -> Output.Form.YAML;
            case "json" -> Output.Form.JSON;
            case "wide" -> Output.Form.WIDE;
            default ->
                throw CommandFailure.usage(
                    "--output: '%s' (expected: name, yaml, json, wide)".formatted(value));
          };
    }
    return new Output(form, arguments.has(MANAGED_FIELDS), arguments.out());
  }
}
