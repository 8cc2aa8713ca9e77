// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one request on its way to a model. {@link #request} is told which service it is for,
 * and decides whether this request is logged; {@link #response} follows it, maybe on another
 * thread.
 */
public final class PayloadTap {
  private final PayloadLogs logs;
  private final HttpHeaders headers;
  private final RequestBody body;
  private final String contentType;
  private final @Nullable String jsonLength;

  /** Null before the service is known, and if this request is not logged. */
  private @Nullable SampledRequest sampled;

  /**
   * @param headers of the request
   * @param body as the codec reads it; borrowed until {@link #request} returns
   * @param contentType of the body
   * @param jsonLength as in {@link PayloadEvent}
   */
  PayloadTap(
      PayloadLogs logs,
      HttpHeaders headers,
      RequestBody body,
      String contentType,
      @Nullable String jsonLength) {
    this.logs = logs;
    this.headers = headers;
    this.body = body;
    this.contentType = contentType;
    this.jsonLength = jsonLength;
  }

  /** The request was understood, and goes to this service. */
  public void request(String namespace, String service) {
    SampledRequest found = SampledRequest.of(logs, namespace, service, headers);
    if (found != null) {
      sampled = found;
      found.request(body, contentType, jsonLength);
    }
  }

  /** The answer, which is borrowed. */
  public void response(OutputBuffer answer, String answerType, @Nullable String answerJsonLength) {
    SampledRequest found = sampled;
    if (found != null) {
      found.response(answer, answerType, answerJsonLength);
    }
  }

  /** As {@link #response}, for an answer that comes in parts; null if it is not logged. */
  public @Nullable AnswerParts responseInParts(
      String answerType, @Nullable String answerJsonLength) {
    SampledRequest found = sampled;
    return found == null ? null : found.responseInParts(answerType, answerJsonLength);
  }
}
