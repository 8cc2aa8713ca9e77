// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.writing.WriteQueue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A payload that is to be logged.
 *
 * @param id of the request, the same for its response
 * @param jsonLength of a v2 body with binary tensors, the value of Inference-Header-Content-Length
 * @param headers of the request, those that are to be logged
 * @param data owned by the event; its writer may change it
 */
record PayloadEvent(
    Kind kind,
    String id,
    Instant time,
    Source source,
    String contentType,
    @Nullable String jsonLength,
    Map<String, List<String>> headers,
    byte[] data)
    implements WriteQueue.Entry {
  @Override
  public long size() {
    return data.length;
  }

  enum Kind {
    REQUEST("org.kubeflow.serving.inference.request"),
    RESPONSE("org.kubeflow.serving.inference.response");

    /** The type that KServe's consumers look for. */
    final String type;

    Kind(String type) {
      this.type = type;
    }
  }

  /**
   * The service it is of.
   *
   * @param component the part of the service that answers
   */
  record Source(
      String namespace, String service, String component, Map<String, String> annotations) {
    static final String PREDICTOR = "predictor";

    /** A URI reference, the same after every start. */
    String uri() {
      return "/serving/" + namespace + "/" + service;
    }
  }
}
