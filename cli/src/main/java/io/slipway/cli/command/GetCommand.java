// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.ObjectReads;
import io.slipway.cli.kube.ObjectTable;
import io.slipway.cli.kube.TypedNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Options;

final class GetCommand implements Command {
  private static final String WATCH = "watch";
  private static final String NO_HEADERS = "no-headers";
  private static final String SHOW_LABELS = "show-labels";
  private static final String IGNORE_NOT_FOUND = "ignore-not-found";

  @Override
  public String summary() {
    return "Show objects of a Kubernetes API.";
  }

  @Override
  public String operands() {
    return "TYPE[,TYPE] [NAME...] | TYPE/NAME...";
  }

  @Override
  public Options options() {
    Options options = KubeOptions.addSelectorsTo(KubeOptions.addTo(new Options()));
    return OutputOptions.addTo(options)
        .addOption(KubeOptions.flag("A", KubeOptions.ALL_NAMESPACES, "Those of all namespaces."))
        .addOption(
            KubeOptions.flag("w", WATCH, "Go on with what changes, until Ctrl-C. One type only."))
        .addOption(KubeOptions.flag(null, NO_HEADERS, "No titles of columns."))
        .addOption(KubeOptions.flag(null, SHOW_LABELS, "A column with the labels."))
        .addOption(
            KubeOptions.flag(null, IGNORE_NOT_FOUND, "No failure if one of them is not there."));
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    Output output = OutputOptions.of(arguments, Output.Form.LINES);
    return KubeOptions.call(
        arguments,
        (client, own) -> {
          String namespace = KubeOptions.namespace(arguments, own);
          List<TypedNames> wanted = wanted(arguments, client);
          ObjectReads reads =
              new ObjectReads(
                  client,
                  namespace,
                  arguments.text(KubeOptions.SELECTOR, ""),
                  arguments.text(KubeOptions.FIELD_SELECTOR, ""),
                  arguments.has(IGNORE_NOT_FOUND));
          if (arguments.has(WATCH)) {
            new GetWatch(arguments, output, reads, wanted).run();
          } else if (output.isOfObjects()) {
            printObjects(reads, wanted, output);
          } else {
            printTables(arguments, reads, wanted, output);
          }
          return 0;
        });
  }

  private static List<TypedNames> wanted(Arguments arguments, KubeClient client) {
    List<TypedNames> wanted = TypedNames.of(arguments.operands(), client.discover());
    KubeOptions.checkNames(arguments, wanted.getFirst());
    if (arguments.has(WATCH) && (wanted.size() != 1 || wanted.getFirst().names().size() > 1)) {
      throw CommandFailure.usage("--watch: expected: one type, or one object");
    }
    return wanted;
  }

  private static void printObjects(ObjectReads reads, List<TypedNames> wanted, Output output) {
    List<ObjectNode> objects = new ArrayList<>();
    for (TypedNames each : wanted) {
      objects.addAll(reads.objects(each).items());
    }
    boolean one = wanted.size() == 1 && wanted.getFirst().names().size() == 1;
    if (!one || !objects.isEmpty()) {
      output.print(objects, one);
    }
  }

  private static void printTables(
      Arguments arguments, ObjectReads reads, List<TypedNames> wanted, Output output) {
    boolean any = false;
    for (TypedNames each : wanted) {
      ObjectReads.Rows rows = reads.rows(each);
      if (rows.rows().isEmpty()) {
        continue;
      }
      if (any) {
        arguments.out().println();
      }
      any = true;
      ObjectTable.of(
              rows.definitions(), rows.rows(), columns(arguments, output, each, wanted.size() > 1))
          .lines(!arguments.has(NO_HEADERS))
          .forEach(arguments.out()::println);
    }
    if (!any && wanted.getFirst().names().isEmpty()) {
      sayNothingFound(arguments, reads, wanted);
    }
  }

  private static void sayNothingFound(
      Arguments arguments, ObjectReads reads, List<TypedNames> wanted) {
    boolean inNamespace = wanted.stream().anyMatch(each -> each.type().namespaced());
    arguments
        .err()
        .println(
            inNamespace && !reads.namespace().isEmpty()
                ? "No resources found in " + reads.namespace() + " namespace."
                : "No resources found");
  }

  static ObjectTable.Columns columns(
      Arguments arguments, Output output, TypedNames wanted, boolean several) {
    return new ObjectTable.Columns(
        output.form() == Output.Form.WIDE,
        arguments.has(KubeOptions.ALL_NAMESPACES) && wanted.type().namespaced(),
        arguments.has(SHOW_LABELS),
        several ? wanted.type().called("") : "");
  }

  static boolean withHeaders(Arguments arguments) {
    return !arguments.has(NO_HEADERS);
  }
}
