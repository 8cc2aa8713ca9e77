// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import com.fasterxml.jackson.databind.node.LongNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.request.Query;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a log is wanted.
 *
 * @param container empty for the only one
 * @param previous whether the run before the present one is meant
 * @param follow whether to go on with what is printed later
 * @param tailLines how many lines of what is there; -1 for all
 * @param since nothing from before
 * @param timestamps whether each line begins with its time
 * @param limitBytes -1 for no limit
 */
public record LogQuery(
    String container,
    boolean previous,
    boolean follow,
    long tailLines,
    Optional<Instant> since,
    boolean timestamps,
    long limitBytes) {
  private static final GroupKind KIND = new GroupKind("", "PodLogOptions");

  /**
   * @param pod whose log it is, for messages
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest for what cannot be read,
   *     Invalid for what has no meaning
   */
  public static LogQuery read(Query query, String pod, Instant now) {
    List<FieldError> errors = new ArrayList<>();
    long tail = atLeast(query, "tailLines", 0, errors);
    long limit = atLeast(query, "limitBytes", 1, errors);
    Optional<Instant> since = since(query, now, errors);
    checkStream(query);
    if (!errors.isEmpty()) {
      throw ApiErrors.invalid(KIND, pod, errors);
    }
    return new LogQuery(
        query.text("container"),
        query.flag("previous"),
        query.flag("follow"),
        tail,
        since,
        query.flag("timestamps"),
        limit);
  }

  private static long atLeast(Query query, String name, long least, List<FieldError> errors) {
    Long number = query.number(name);
    if (number == null) {
      return -1;
    }
    if (number < least) {
      errors.add(
          FieldError.invalid(
              FieldPath.of(name),
              LongNode.valueOf(number),
              "must be greater than or equal to " + least));
    }
    return number;
  }

  private static Optional<Instant> since(Query query, Instant now, List<FieldError> errors) {
    long seconds = atLeast(query, "sinceSeconds", 1, errors);
    Instant time = time(query.get("sinceTime"));
    if (time != null && seconds >= 0) {
      errors.add(
          FieldError.forbidden(
              FieldPath.of(""), "at most one of `sinceTime` or `sinceSeconds` may be specified"));
    }
    if (time != null) {
      return Optional.of(time);
    }
    return seconds < 0 ? Optional.empty() : Optional.of(now.minusSeconds(seconds));
  }

  private static @Nullable Instant time(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException _) {
      throw ApiErrors.badRequest(
          "sinceTime: \"" + text + "\" (expected: a time such as 2026-01-31T12:00:00Z)");
    }
  }

  /** What a container prints is one stream here. */
  private static void checkStream(Query query) {
    String stream = query.text("stream");
    if (!stream.isEmpty() && !stream.equals("All")) {
      throw ApiErrors.badRequest(
          "stream: \"" + stream + "\" (expected: All; logs do not tell output from errors)");
    }
  }
}
