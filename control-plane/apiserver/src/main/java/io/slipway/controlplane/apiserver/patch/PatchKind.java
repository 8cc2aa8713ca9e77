// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.patch;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.util.ArrayList;
import java.util.List;

/** What kind of patch the body of a request is: its media type says it. */
public enum PatchKind {
  JSON("application/json-patch+json"),
  MERGE("application/merge-patch+json"),
  /** Only for kinds of which it is known how their lists merge. */
  STRATEGIC("application/strategic-merge-patch+json"),
  APPLY("application/apply-patch+yaml");

  private final String mediaType;

  PatchKind(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /**
   * The kind that a content type says.
   *
   * @param builtin whether the object is of a built-in kind
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if it says none that may be used
   */
  public static PatchKind of(String contentType, boolean builtin) {
    int parameters = contentType.indexOf(';');
    String type = (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
    List<String> accepted = new ArrayList<>();
    for (PatchKind kind : values()) {
      if (builtin || kind != STRATEGIC) {
        if (kind.mediaType.equals(type)) {
          return kind;
        }
        accepted.add(kind.mediaType);
      }
    }
    throw ApiErrors.unsupportedMediaType(accepted);
  }
}
