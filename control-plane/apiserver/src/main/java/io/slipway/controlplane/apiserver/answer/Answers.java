// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.rbac.AccessReviews;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.controlplane.apiserver.request.ApiRequest;
import java.util.TreeMap;

/** Answers questions: the document that was asked with, with the answer in its status. */
final class Answers {
  private final Rights rights;
  private final TokenReviews tokens;

  Answers(Rights rights, TokenReviews tokens) {
    this.rights = rights;
    this.tokens = tokens;
  }

  /**
   * @param kind of the question
   */
  ObjectNode of(String kind, ApiRequest.Resource target, ObjectNode asked, UserInfo user) {
    AccessReviews reviews = new AccessReviews(rights.policy());
    ObjectNode answer =
        switch (kind) {
          case "SubjectAccessReview" -> reviews.subject(asked);
          case "LocalSubjectAccessReview" -> reviews.localSubject(asked, target.namespace());
          case "SelfSubjectAccessReview" -> reviews.self(asked, user);
          case "SelfSubjectRulesReview" -> reviews.rules(asked, user);
          case "SelfSubjectReview" -> self(asked, user);
          case "TokenReview" -> tokens.review(asked);
          default -> throw ApiErrors.noSuchPath();
        };
    answer.put("kind", kind).put("apiVersion", target.group() + '/' + target.version());
    return answer;
  }

  private static ObjectNode self(ObjectNode asked, UserInfo user) {
    fill(asked.putObject("status").putObject("userInfo"), user);
    return asked;
  }

  static void fill(ObjectNode info, UserInfo user) {
    info.put("username", user.name());
    if (!user.uid().isEmpty()) {
      info.put("uid", user.uid());
    }
    ArrayNode groups = info.putArray("groups");
    user.groups().forEach(groups::add);
    if (!user.extra().isEmpty()) {
      ObjectNode extra = info.putObject("extra");
      new TreeMap<>(user.extra())
          .forEach((key, values) -> values.forEach(extra.withArrayProperty(key)::add));
    }
  }
}
