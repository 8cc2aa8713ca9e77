// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.controlplane.resources.schema.FieldTable;
import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.controlplane.resources.schema.Findings;
import io.slipway.controlplane.resources.schema.StructureCheck;
import io.slipway.controlplane.resources.yaml.YamlMap;
import java.util.Optional;

/** The way of a document to a record: structure, rules, what this home does, defaults. */
public final class CheckedService {
  private CheckedService() {}

  /**
   * The service of a document, with defaults; empty if {@code findings} has errors afterwards. A
   * pure function of the document.
   */
  public static Optional<InferenceService> of(
      YamlMap document, FieldValidation validation, Findings findings) {
    return of(document, validation, FieldTable.inferenceService(), findings);
  }

  /**
   * The same where each component is run as Pods: containers are run, and which formats there are
   * is for runtimes to say.
   */
  public static Optional<InferenceService> inPods(
      YamlMap document, FieldValidation validation, Findings findings) {
    return of(document, validation, FieldTable.inferenceServiceInPods(), findings);
  }

  private static Optional<InferenceService> of(
      YamlMap document, FieldValidation validation, FieldTable table, Findings findings) {
    new StructureCheck(table, validation, findings).check(document, InferenceService.KIND);
    Scope service = Scope.of(document, findings);
    KServeRules.check(service);
    HomeRules.check(service, table);
    return findings.hasErrors()
        ? Optional.empty()
        : Optional.of(Defaults.apply(InferenceServiceReader.read(document)));
  }
}
