// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import java.util.List;

/** Which names the objects of a kind may have. */
public enum NameRule {
  DNS_SUBDOMAIN,
  DNS_LABEL,
  DNS_1035_LABEL,
  PATH_SEGMENT,
  /** Short enough for the names of the Jobs that are made from it. */
  CRON_JOB;

  private static final int CRON_JOB_LENGTH = 52;

  /** The rule for a kind; kinds that are not known here are those of CRDs. */
  public static NameRule of(GroupKind kind) {
    return switch (kind.toString()) {
      case "Namespace" -> DNS_LABEL;
      case "Service" -> DNS_1035_LABEL;
      case "CronJob.batch" -> CRON_JOB;
      case "Role.rbac.authorization.k8s.io",
          "RoleBinding.rbac.authorization.k8s.io",
          "ClusterRole.rbac.authorization.k8s.io",
          "ClusterRoleBinding.rbac.authorization.k8s.io" ->
          PATH_SEGMENT;
      default -> DNS_SUBDOMAIN;
    };
  }

  /**
   * What is wrong with a name.
   *
   * @param prefix whether something will be appended to it, so that it may end in a dash
   */
  public List<String> problems(String name, boolean prefix) {
    String checked = prefix ? withoutTrailingDash(name) : name;
    return switch (this) {
      case DNS_SUBDOMAIN -> NameSyntax.dns1123Subdomain(checked);
      case DNS_LABEL -> NameSyntax.dns1123Label(checked);
      case DNS_1035_LABEL -> NameSyntax.dns1035Label(checked);
      case PATH_SEGMENT -> NameSyntax.pathSegment(name, prefix);
      case CRON_JOB -> {
        List<String> problems = NameSyntax.dns1123Subdomain(checked);
        if (!prefix && name.length() > CRON_JOB_LENGTH) {
          problems.add("must be no more than " + CRON_JOB_LENGTH + " characters");
        }
        yield problems;
      }
    };
  }

  private static String withoutTrailingDash(String name) {
    boolean dash = name.length() > 1 && name.endsWith("-");
    return dash ? name.substring(0, name.length() - 2) + 'a' : name;
  }
}
