// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list or watch asks for.
 *
 * @param labelSelector as it came
 * @param fieldSelector as it came
 * @param resourceVersion as it came; empty if none was given
 * @param match what the resource version means to a list
 * @param limit objects in one answer; 0 for all
 * @param continueToken where a list goes on; empty at its start
 * @param timeout after which a watch ends; null if none was given
 * @param bookmarks whether a watch is told of its progress
 * @param initialEvents whether a watch begins with what is there; null if it was not said
 */
public record ListOptions(
    String labelSelector,
    String fieldSelector,
    String resourceVersion,
    Match match,
    int limit,
    String continueToken,
    @Nullable Duration timeout,
    boolean bookmarks,
    @Nullable Boolean initialEvents) {
  /** {@code resourceVersionMatch}. */
  public enum Match {
    UNSET,
    EXACT,
    NOT_OLDER_THAN
  }

  private static final GroupKind KIND = new GroupKind("meta.k8s.io", "ListOptions");

  /**
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest for numbers and words
   *     that are none, Invalid for what does not go together
   */
  public static ListOptions read(Query query, boolean watch) {
    Long limit = query.number("limit");
    Long timeout = query.number("timeoutSeconds");
    ListOptions options =
        new ListOptions(
            query.text("labelSelector"),
            query.text("fieldSelector"),
            query.text("resourceVersion"),
            match(query.text("resourceVersionMatch")),
            limit == null ? 0 : Math.clamp(limit, 0, Integer.MAX_VALUE),
            query.text("continue"),
            timeout == null ? null : Duration.ofSeconds(Math.max(0, timeout)),
            query.flag("allowWatchBookmarks"),
            query.optionalFlag("sendInitialEvents"));
    List<FieldError> errors = watch ? options.watchErrors() : options.listErrors();
    if (!errors.isEmpty()) {
      throw ApiErrors.invalid(KIND, "", errors);
    }
    return options;
  }

  private static Match match(String word) {
    return switch (word) {
      case "" -> Match.UNSET;
      case "Exact" -> Match.EXACT;
      case "NotOlderThan" -> Match.NOT_OLDER_THAN;
      default ->
          throw ApiErrors.invalid(
              KIND,
              "",
              List.of(
                  FieldError.notSupported(
                      FieldPath.of("resourceVersionMatch"),
                      TextNode.valueOf(word),
                      List.of("Exact", "NotOlderThan", ""))));
    };
  }

  private List<FieldError> watchErrors() {
    List<FieldError> errors = new ArrayList<>();
    FieldPath matchPath = FieldPath.of("resourceVersionMatch");
    if (match != Match.UNSET && initialEvents == null) {
      errors.add(
          FieldError.forbidden(
              matchPath,
              "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
    }
    if (initialEvents != null && match == Match.UNSET) {
      errors.add(
          FieldError.forbidden(
              matchPath,
              "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (initialEvents != null && match == Match.EXACT) {
      errors.add(
          FieldError.forbidden(
              matchPath,
              "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    return errors;
  }

  private List<FieldError> listErrors() {
    List<FieldError> errors = new ArrayList<>();
    FieldPath matchPath = FieldPath.of("resourceVersionMatch");
    if (initialEvents != null) {
      errors.add(
          FieldError.forbidden(
              FieldPath.of("sendInitialEvents"), "sendInitialEvents is forbidden for list"));
    }
    if (match == Match.UNSET) {
      return errors;
    }
    if (!continueToken.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              matchPath, "resourceVersionMatch is forbidden when continue is provided"));
    }
    if (resourceVersion.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              matchPath, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    }
    if (match == Match.EXACT && resourceVersion.equals("0")) {
      errors.add(
          FieldError.forbidden(
              matchPath, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
    }
    return errors;
  }
}
