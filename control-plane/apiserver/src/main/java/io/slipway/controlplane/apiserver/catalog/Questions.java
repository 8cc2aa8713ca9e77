// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import io.slipway.controlplane.apiserver.discovery.ServedResource;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import java.util.List;
import java.util.Locale;

/** Resources that can only be created, and of which nothing is kept: questions and answers. */
public final class Questions {
  private static final String AUTHORIZATION = "authorization.k8s.io";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private Questions() {}

  static List<ServedResource> resources() {
    return List.of(
        question(AUTHORIZATION, "SubjectAccessReview", false),
        question(AUTHORIZATION, "LocalSubjectAccessReview", true),
        question(AUTHORIZATION, "SelfSubjectAccessReview", false),
        question(AUTHORIZATION, "SelfSubjectRulesReview", false),
        question(AUTHENTICATION, "SelfSubjectReview", false),
        question(AUTHENTICATION, "TokenReview", false));
  }

  private static ServedResource question(String group, String kind, boolean namespaced) {
    String singular = kind.toLowerCase(Locale.ROOT);
    return new ServedResource(
        new GroupKind(group, kind),
        new GroupResource(group, singular + 's'),
        "v1",
        singular,
        List.of(),
        List.of(),
        namespaced,
        List.of("create"),
        List.of());
  }

  /** The kind of a question by its resource; empty if there is none of that name. */
  public static String kind(String group, String version, String resource) {
    for (ServedResource each : resources()) {
      if (each.resource().resource().equals(resource)
          && each.resource().group().equals(group)
          && each.version().equals(version)) {
        return each.kind().kind();
      }
    }
    return "";
  }
}
