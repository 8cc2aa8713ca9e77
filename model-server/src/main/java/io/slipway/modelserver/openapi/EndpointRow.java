// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.api.error.ErrorCode;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.openapi.Endpoint.Answer;
import io.slipway.modelserver.openapi.Endpoint.Content;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import java.util.ArrayList;
import java.util.List;

/** Writes down an {@link Endpoint} in the order in which one reads it. Used once. */
final class EndpointRow {
  private final String method;
  private final String path;
  private final EndpointGroup group;
  private final String name;
  private final String summary;
  private Offer offer = Offer.ALWAYS;
  private final List<String> headers = new ArrayList<>();
  private final List<Content> takes = new ArrayList<>();
  private boolean needsBody;
  private final List<Answer> answers = new ArrayList<>();

  private EndpointRow(
      String method, String path, EndpointGroup group, String name, String summary) {
    this.method = method;
    this.path = path;
    this.group = group;
    this.name = name;
    this.summary = summary;
  }

  static EndpointRow get(EndpointGroup group, String path, String name, String summary) {
    return new EndpointRow("GET", path, group, name, summary);
  }

  static EndpointRow post(EndpointGroup group, String path, String name, String summary) {
    return new EndpointRow("POST", path, group, name, summary);
  }

  EndpointRow offered(Offer condition) {
    offer = condition;
    return this;
  }

  EndpointRow headers(String... names) {
    headers.addAll(List.of(names));
    return this;
  }

  /** A body that is needed. */
  EndpointRow takes(Content... contents) {
    needsBody = true;
    return mayTake(contents);
  }

  EndpointRow mayTake(Content... contents) {
    takes.addAll(List.of(contents));
    return this;
  }

  /** With status 200. */
  EndpointRow answers(Content... contents) {
    return answers(new Answer(200, List.of(contents), List.of()));
  }

  EndpointRow answers(Answer answer) {
    answers.add(answer);
    return this;
  }

  /** The same body with another status. */
  EndpointRow alsoWith(int status) {
    answers.add(new Answer(status, answers.getFirst().contents(), List.of()));
    return this;
  }

  Endpoint fails(ErrorCode... failures) {
    return new Endpoint(
        method,
        path,
        group,
        name,
        summary,
        offer,
        headers,
        takes,
        needsBody,
        answers,
        List.of(failures));
  }
}
