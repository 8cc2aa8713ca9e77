// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.transport.codec.v2.InferenceHeader;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a v2 body with binary tensors says how long its JSON is. */
interface BinaryFraming {
  /** In a header of its own, which is how everybody does it but Amazon SageMaker. */
  BinaryFraming BY_HEADER = new ByHeader();

  /** Null if the whole body is JSON. */
  @Nullable String jsonLength(HttpHeaders headers);

  /** An answer with binary tensors; takes {@code body} over. */
  HttpResponse response(int jsonLength, OutputBuffer body);

  /** The header {@code Inference-Header-Content-Length}. */
  final class ByHeader implements BinaryFraming {
    @Override
    public @Nullable String jsonLength(HttpHeaders headers) {
      return headers.get(InferenceHeader.NAME);
    }

    @Override
    public HttpResponse response(int jsonLength, OutputBuffer body) {
      return new HttpResponse(
          200,
          HttpResponse.OCTET_STREAM,
          List.of(new Header(InferenceHeader.NAME, Integer.toString(jsonLength))),
          body);
    }
  }
}
