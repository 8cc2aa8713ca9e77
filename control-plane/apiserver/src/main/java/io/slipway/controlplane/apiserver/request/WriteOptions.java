// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.RequestRules;
import java.util.List;

/**
 * What a create, update or patch says beside its object.
 *
 * @param dryRun whether nothing is stored
 * @param fieldManager whose fields the written ones become: as said, else what the client calls
 *     itself
 * @param fieldValidation what becomes of unknown and duplicate fields
 * @param force whether an apply takes fields from other managers
 */
public record WriteOptions(
    boolean dryRun, String fieldManager, FieldValidation fieldValidation, boolean force) {
  /** What becomes of unknown and duplicate fields. */
  public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }

  private static final int MAX_AGENT_BYTES = 128;

  /**
   * @param userAgent of the request; empty without one
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Invalid
   */
  public static WriteOptions onWrite(Query query, String kind, String userAgent) {
    String manager = query.text("fieldManager");
    List<String> dryRun = query.all("dryRun");
    String validation = query.text("fieldValidation");
    refuse(kind, RequestRules.onWrite(manager, dryRun, validation));
    return new WriteOptions(
        !dryRun.isEmpty(), manager(manager, userAgent), validation(validation), false);
  }

  /**
   * @param apply whether the patch is a server-side apply
   * @param userAgent of the request; empty without one
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Invalid
   */
  public static WriteOptions onPatch(Query query, boolean apply, String userAgent) {
    String manager = query.text("fieldManager");
    List<String> dryRun = query.all("dryRun");
    String validation = query.text("fieldValidation");
    Boolean force = query.optionalFlag("force");
    refuse("PatchOptions", RequestRules.onPatch(apply, force, manager, dryRun, validation));
    return new WriteOptions(
        !dryRun.isEmpty(),
        manager(manager, userAgent),
        validation(validation),
        force != null && force);
  }

  private static void refuse(String kind, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiErrors.invalid(new GroupKind("meta.k8s.io", kind), "", errors);
    }
  }

  private static FieldValidation validation(String word) {
    return switch (word) {
      case "Ignore" -> FieldValidation.IGNORE;
      case "Strict" -> FieldValidation.STRICT;
      default -> FieldValidation.WARN; // the rules let no other word through
    };
  }

  /** As Kubernetes does it: the name of the client's program, up to its version. */
  private static String manager(String said, String userAgent) {
    if (!said.isEmpty()) {
      return said;
    }
    int end = userAgent.indexOf('/');
    String name = end < 0 ? userAgent : userAgent.substring(0, end);
    StringBuilder printable = new StringBuilder();
    name.codePoints()
        .filter(c -> c >= ' ' && c != 0x7f)
        .limit(MAX_AGENT_BYTES)
        .forEach(printable::appendCodePoint);
    return printable.isEmpty() ? "unknown" : printable.toString();
  }
}
