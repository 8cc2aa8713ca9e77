// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers the kinds that are questions about rights. Each answer is the document that was asked
 * with, with its status filled in; nothing is stored.
 */
public final class AccessReviews {
  private static final String GROUP = "authorization.k8s.io";
  private static final FieldPath SPEC = FieldPath.of("spec");

  private final Policy policy;

  public AccessReviews(Policy policy) {
    this.policy = policy;
  }

  /**
   * {@code SubjectAccessReview}: may a user do something.
   *
   * @throws ApiException if the document does not ask for one thing of one user
   */
  public ObjectNode subject(ObjectNode review) {
    JsonNode spec = review.path("spec");
    List<FieldError> errors = subjectErrors(spec);
    refuse(errors, "SubjectAccessReview");
    return answered(review, policy.decide(userOf(spec), requestOf(spec)));
  }

  /**
   * {@code LocalSubjectAccessReview}: may a user do something in the namespace of the document.
   *
   * @throws ApiException if the document does not ask for one thing of one user there
   */
  public ObjectNode localSubject(ObjectNode review, String namespace) {
    JsonNode spec = review.path("spec");
    List<FieldError> errors = subjectErrors(spec);
    JsonNode asked = spec.path("resourceAttributes").path("namespace");
    if (spec.path("resourceAttributes").isObject() && !asked.asText("").equals(namespace)) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("spec.resourceAttributes.namespace"),
              asked.asText(""),
              "must match metadata.namespace"));
    }
    if (spec.path("nonResourceAttributes").isObject()) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("spec.nonResourceAttributes"),
              spec.get("nonResourceAttributes"),
              "disallowed on this kind of request"));
    }
    refuse(errors, "LocalSubjectAccessReview");
    return answered(review, policy.decide(userOf(spec), requestOf(spec)));
  }

  /**
   * {@code SelfSubjectAccessReview}: may the one who asks do something.
   *
   * @throws ApiException if the document does not ask for one thing
   */
  public ObjectNode self(ObjectNode review, UserInfo user) {
    JsonNode spec = review.path("spec");
    List<FieldError> errors = new ArrayList<>();
    oneThing(spec, errors);
    refuse(errors, "SelfSubjectAccessReview");
    return answered(review, policy.decide(user, requestOf(spec)));
  }

  /**
   * {@code SelfSubjectRulesReview}: all that the one who asks may do in a namespace.
   *
   * @throws ApiException if the document names no namespace
   */
  public ObjectNode rules(ObjectNode review, UserInfo user) {
    String namespace = review.path("spec").path("namespace").asText("");
    if (namespace.isEmpty()) {
      throw ApiErrors.badRequest("no namespace on request");
    }
    GrantedRules granted = policy.rulesFor(user, namespace);
    ObjectNode answer = review.deepCopy();
    ObjectNode status = answer.putObject("status");
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    for (PolicyRule rule : granted.rules()) {
      if (!rule.resources().isEmpty()) {
        ObjectNode resource = rule.toJson();
        resource.remove("nonResourceURLs");
        resources.add(resource);
      }
      if (!rule.nonResourceUrls().isEmpty()) {
        ObjectNode path = rule.toJson();
        path.retain(List.of("verbs", "nonResourceURLs"));
        paths.add(path);
      }
    }
    status.put("incomplete", false);
    if (!granted.problems().isEmpty()) {
      status.put("evaluationError", granted.problem());
    }
    return answer;
  }

  private static List<FieldError> subjectErrors(JsonNode spec) {
    List<FieldError> errors = new ArrayList<>();
    oneThing(spec, errors);
    if (spec.path("user").asText("").isEmpty() && spec.path("groups").isEmpty()) {
      errors.add(
          FieldError.invalid(
              SPEC.child("user"), "", "at least one of user or group must be specified"));
    }
    return errors;
  }

  private static void oneThing(JsonNode spec, List<FieldError> errors) {
    JsonNode resource = spec.path("resourceAttributes");
    JsonNode path = spec.path("nonResourceAttributes");
    if (resource.isObject() && path.isObject()) {
      errors.add(
          FieldError.invalid(
              SPEC.child("nonResourceAttributes"),
              path,
              "cannot be specified in combination with resourceAttributes"));
    } else if (!resource.isObject() && !path.isObject()) {
      errors.add(
          FieldError.invalid(
              SPEC.child("resourceAttributes"),
              NullNode.instance,
              "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
  }

  private static void refuse(List<FieldError> errors, String kind) {
    if (!errors.isEmpty()) {
      throw ApiErrors.invalid(new GroupKind(GROUP, kind), "", errors);
    }
  }

  private static UserInfo userOf(JsonNode spec) {
    List<String> groups = new ArrayList<>();
    spec.path("groups").forEach(group -> groups.add(group.asText()));
    return new UserInfo(spec.path("user").asText(""), spec.path("uid").asText(""), groups);
  }

  private static AccessRequest requestOf(JsonNode spec) {
    JsonNode to = spec.path("resourceAttributes");
    if (to.isObject()) {
      return new AccessRequest.ToResource(
          to.path("verb").asText(""),
          to.path("group").asText(""),
          to.path("resource").asText(""),
          to.path("subresource").asText(""),
          to.path("namespace").asText(""),
          to.path("name").asText(""));
    }
    JsonNode path = spec.path("nonResourceAttributes");
    return new AccessRequest.ToPath(path.path("verb").asText(""), path.path("path").asText(""));
  }

  private static ObjectNode answered(ObjectNode review, Decision decision) {
    ObjectNode answer = review.deepCopy();
    ObjectNode status = answer.putObject("status");
    status.put("allowed", decision.allowed());
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
    return answer;
  }
}
