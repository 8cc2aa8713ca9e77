// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.ObjectDocument;
import io.slipway.cli.kube.ObjectFiles;
import io.slipway.cli.kube.ObjectReads;
import io.slipway.cli.kube.ObjectRef;
import io.slipway.cli.kube.ObjectRefs;
import io.slipway.cli.kube.TypedNames;
import java.io.IOException;
import java.util.List;

/**
 * Which objects a command is about: those of files, those that are named, or those of a type that
 * are selected. Checked before anything is asked of the API.
 *
 * @param files what they have; empty if none are given
 */
record RefOptions(Arguments arguments, List<ObjectDocument> files) {
  /**
   * @param all the option for all objects of a type
   */
  static RefOptions of(Arguments arguments, String all) throws IOException {
    boolean files = arguments.has(KubeOptions.FILENAME);
    boolean selected =
        arguments.has(all)
            || arguments.has(KubeOptions.SELECTOR)
            || arguments.has(KubeOptions.FIELD_SELECTOR);
    List<String> operands = arguments.operands();
    boolean named = operands.size() > 1 || (operands.size() == 1 && isPair(operands.getFirst()));
    if (files && (!operands.isEmpty() || selected)) {
      throw CommandFailure.usage("-f stands alone: the objects are those of the files");
    }
    if (!files && operands.isEmpty()) {
      throw CommandFailure.usage("expected: TYPE NAME, TYPE/NAME, or -f FILE");
    }
    if (!files && named && selected) {
      throw CommandFailure.usage("names, and --" + all + " or selectors, exclude each other");
    }
    if (!files && !named && !selected) {
      throw CommandFailure.usage("no name given (expected: NAME, -l LABELS or --" + all + ")");
    }
    return new RefOptions(
        arguments,
        files
            ? ObjectFiles.read(
                arguments.all(KubeOptions.FILENAME),
                arguments.has(KubeOptions.RECURSIVE),
                System.in)
            : List.of());
  }

  private static boolean isPair(String operand) {
    return operand.indexOf('/') >= 0;
  }

  List<ObjectRef> find(KubeClient client, String namespace) {
    var types = client.discover();
    if (!files.isEmpty()) {
      return ObjectRefs.ofFiles(files, types, namespace, arguments.has(KubeOptions.NAMESPACE));
    }
    ObjectReads reads =
        ObjectReads.selected(
            client,
            namespace,
            arguments.text(KubeOptions.SELECTOR, ""),
            arguments.text(KubeOptions.FIELD_SELECTOR, ""));
    return ObjectRefs.of(reads, TypedNames.of(arguments.operands(), types));
  }
}
