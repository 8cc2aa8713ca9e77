// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.RequestRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How something is deleted.
 *
 * @param gracePeriodSeconds how long a Pod may take to end; null for the object's own
 * @param propagation what becomes of dependents; null for the kind's own way
 * @param uid the object must have; null if any will do
 * @param resourceVersion the object must have; null if any will do
 * @param dryRun whether nothing is deleted
 */
public record DeleteOptions(
    @Nullable Long gracePeriodSeconds,
    @Nullable Propagation propagation,
    @Nullable String uid,
    @Nullable String resourceVersion,
    boolean dryRun) {
  /** What becomes of the objects that the deleted one owns. */
  public enum Propagation {
    /** They stay. */
    ORPHAN,
    /** They go after it. */
    BACKGROUND,
    /** They go before it. */
    FOREGROUND
  }

  private static final GroupKind KIND = new GroupKind("meta.k8s.io", "DeleteOptions");

  /**
   * From the body, and from the query where that says nothing.
   *
   * @param body a DeleteOptions document; null if none was sent
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Invalid or BadRequest
   */
  public static DeleteOptions read(@Nullable ObjectNode body, Query query) {
    List<String> dryRun = body == null ? query.all("dryRun") : texts(body.path("dryRun"));
    Boolean orphan =
        body == null ? query.optionalFlag("orphanDependents") : flag(body.get("orphanDependents"));
    String policy =
        body == null ? query.get("propagationPolicy") : text(body.get("propagationPolicy"));
    List<FieldError> errors = RequestRules.onDelete(orphan, policy, dryRun);
    if (!errors.isEmpty()) {
      throw ApiErrors.invalid(KIND, "", errors);
    }
    JsonNode preconditions = body == null ? null : body.get("preconditions");
    return new DeleteOptions(
        body == null ? query.number("gracePeriodSeconds") : number(body.get("gracePeriodSeconds")),
        propagation(orphan, policy),
        preconditions == null ? null : text(preconditions.get("uid")),
        preconditions == null ? null : text(preconditions.get("resourceVersion")),
        !dryRun.isEmpty());
  }

  private static @Nullable Propagation propagation(
      @Nullable Boolean orphan, @Nullable String policy) {
    if (policy != null) {
      return Propagation.valueOf(policy.toUpperCase(Locale.ROOT));
    }
    if (orphan == null) {
      return null;
    }
    return orphan ? Propagation.ORPHAN : Propagation.BACKGROUND;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static @Nullable String text(@Nullable JsonNode value) {
    return value == null || value.isNull() ? null : value.asText();
  }

  private static @Nullable Boolean flag(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    return value.asBoolean();
  }

  private static @Nullable Long number(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw ApiErrors.badRequest("gracePeriodSeconds: " + value + " (expected: a whole number)");
    }
    return value.asLong();
  }
}
