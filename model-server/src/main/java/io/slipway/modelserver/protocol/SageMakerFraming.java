// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.v2.InferenceHeader;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binary tensors behind SageMaker, which passes no headers on but the content type: Triton has the
 * length of the JSON in there. The usual header is understood as well.
 */
final class SageMakerFraming implements BinaryFraming {
  private static final String TYPE = "application/vnd.sagemaker-triton.binary+json";
  private static final String LENGTH = "json-header-size=";

  @Override
  public @Nullable String jsonLength(HttpHeaders headers) {
    String contentType = headers.get("content-type");
    if (contentType == null || !contentType.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
      return headers.get(InferenceHeader.NAME);
    }
    int length = contentType.indexOf(LENGTH);
    if (length < 0) {
      throw ServingException.invalid(
          "Content-Type: '%s' (expected: %s;%s and a number)".formatted(contentType, TYPE, LENGTH));
    }
    int end = contentType.indexOf(';', length);
    return contentType.substring(length + LENGTH.length(), end < 0 ? contentType.length() : end);
  }

  @Override
  public HttpResponse response(int jsonLength, OutputBuffer body) {
    return new HttpResponse(200, TYPE + ";" + LENGTH + jsonLength, List.of(), body);
  }
}
