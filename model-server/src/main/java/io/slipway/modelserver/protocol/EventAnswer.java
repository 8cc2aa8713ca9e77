// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.transport.codec.cloudevents.CloudEvent;
import io.slipway.transport.codec.cloudevents.EventReplies;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request that is a CloudEvent, whose answer is one in the same mode. For one request. */
final class EventAnswer {
  private static final int EXPECTED_BYTES = 512;

  private final CloudEvent.Mode mode;
  private final EventReplies replies;
  private @Nullable CloudEvent request;

  EventAnswer(CloudEvent.Mode mode, EventReplies replies) {
    this.mode = mode;
    this.replies = replies;
  }

  /**
   * The event's data, or the JSON that has them in its member {@code data}; need not be closed.
   *
   * @throws io.slipway.api.error.ServingException INVALID_ARGUMENT if it is no valid event
   */
  RequestBody open(HttpHeaders headers, RequestBody body) {
    if (mode == CloudEvent.Mode.BINARY) {
      request = CloudEvent.ofHeaders(headers);
      return body;
    }
    CloudEvent.Structured structured = CloudEvent.ofBody(body);
    request = structured.event();
    byte[] data = structured.binaryData();
    return data == null ? body : RequestBody.of(data);
  }

  /** The answer to an event that was opened, around these data. */
  HttpResponse response(String model, Answers.Document data) {
    CloudEvent reply =
        replies.to(
            Objects.requireNonNull(request, "not opened"),
            model,
            UUID.randomUUID().toString(),
            Instant.now());
    if (mode == CloudEvent.Mode.BINARY) {
      return new HttpResponse(
          200, HttpResponse.JSON, reply.headers(), Answers.write(data, EXPECTED_BYTES));
    }
    OutputBuffer body =
        Answers.write(out -> reply.write(out, () -> data.writeTo(out)), EXPECTED_BYTES);
    return new HttpResponse(200, CloudEvent.STRUCTURED, List.of(), body);
  }
}
