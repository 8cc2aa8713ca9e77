// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The answers that Slipway gave to one request of each protocol, which the floor sends again and
 * again: so both send the same bytes.
 *
 * @param json the answer to a v2 request in JSON
 * @param bin the answer to a v2 request with binary tensors
 * @param grpc the message of a ModelInferResponse, without its frame
 */
record Replies(Http json, Http bin, byte[] grpc) {

  /** Header fields, without the length, and the body. */
  record Http(Map<String, String> headers, byte[] body) {
    Http {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * @param file JSON of this shape, with bytes in base64
   * @throws IOException if it can't be read, or is something else
   */
  static Replies read(Path file) throws IOException {
    return new ObjectMapper().readValue(file.toFile(), Replies.class);
  }
}
