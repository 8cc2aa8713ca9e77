// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.fetch;

import java.net.URI;
import java.nio.file.Path;

/** One kind of storage. Thread-safe. */
public interface ModelFetcher {
  /**
   * Makes the model a path on this machine; blocks while it does.
   *
   * @return a file or a directory, to be read only
   * @throws io.slipway.api.error.ServingException NOT_FOUND if there is nothing, UNAVAILABLE if the
   *     storage cannot be reached, TOO_LARGE over a limit, PERMISSION_DENIED, INVALID_ARGUMENT if
   *     what is there cannot be a model; the message names the URI
   */
  Path fetch(URI uri, FetchObserver observer);
}
