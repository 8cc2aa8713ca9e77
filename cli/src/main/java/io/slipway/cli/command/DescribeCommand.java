// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.kube.Description;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.ObjectEvents;
import io.slipway.cli.kube.ObjectReads;
import io.slipway.cli.kube.ResourceType;
import io.slipway.cli.kube.ResourceTypes;
import io.slipway.cli.kube.TypedNames;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

final class DescribeCommand implements Command {
  @Override
  public String summary() {
    return "Show all about objects of a Kubernetes API, with their events.";
  }

  @Override
  public String operands() {
    return "TYPE [NAME...] | TYPE/NAME...";
  }

  @Override
  public Options options() {
    return KubeOptions.addSelectorsTo(KubeOptions.addTo(new Options()))
        .addOption(KubeOptions.flag("A", KubeOptions.ALL_NAMESPACES, "Those of all namespaces."));
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    return KubeOptions.call(
        arguments,
        (client, own) -> {
          ResourceTypes types = client.discover();
          ObjectReads reads =
              ObjectReads.selected(
                  client,
                  KubeOptions.namespace(arguments, own),
                  arguments.text(KubeOptions.SELECTOR, ""),
                  arguments.text(KubeOptions.FIELD_SELECTOR, ""));
          boolean any = false;
          for (TypedNames wanted : TypedNames.of(arguments.operands(), types)) {
            KubeOptions.checkNames(arguments, wanted);
            for (ObjectNode object : reads.objects(wanted).items()) {
              if (any) {
                arguments.out().printf("%n%n");
              }
              any = true;
              print(client, types.of("v1", "Event"), object, arguments.out());
            }
          }
          if (!any) {
            arguments.err().println("No resources found");
          }
          return 0;
        });
  }

  private static void print(
      KubeClient client, @Nullable ResourceType events, ObjectNode object, PrintWriter out) {
    Description.of(object).forEach(out::println);
    if (events != null) {
      List<? extends JsonNode> happened = ObjectEvents.of(client, events, object);
      ObjectEvents.lines(happened, Instant.now()).forEach(out::println);
    }
    out.flush();
  }
}
