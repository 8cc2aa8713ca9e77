// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static io.slipway.api.error.ErrorCode.CONFLICT;
import static io.slipway.api.error.ErrorCode.INVALID_ARGUMENT;
import static io.slipway.api.error.ErrorCode.NOT_FOUND;
import static io.slipway.api.error.ErrorCode.NOT_IMPLEMENTED;
import static io.slipway.api.error.ErrorCode.PERMISSION_DENIED;
import static io.slipway.api.error.ErrorCode.REQUEST_TIMEOUT;
import static io.slipway.api.error.ErrorCode.RESOURCE_EXHAUSTED;
import static io.slipway.api.error.ErrorCode.TOO_LARGE;
import static io.slipway.api.error.ErrorCode.UNAVAILABLE;
import static io.slipway.api.error.ErrorCode.UNSUPPORTED_MEDIA_TYPE;
import static io.slipway.modelserver.access.EndpointGroup.SHARED_MEMORY;
import static io.slipway.modelserver.openapi.Endpoint.Content.json;
import static io.slipway.modelserver.openapi.EndpointRow.get;
import static io.slipway.modelserver.openapi.EndpointRow.post;

import io.slipway.modelserver.openapi.Endpoint.Offer;
import java.util.List;

/** The shared memory extensions, of which one is there. */
final class SharedMemoryEndpoints {
  private static final String SYSTEM = "/v2/systemsharedmemory";
  private static final String CUDA = "/v2/cudasharedmemory";

  static final List<Endpoint> ALL =
      List.of(
          get(
                  SHARED_MEMORY,
                  SYSTEM + "[/region/{region}]/status",
                  "systemSharedMemoryStatus",
                  "The memory that clients have registered")
              .offered(Offer.SHARED_MEMORY)
              .answers(json("SharedMemoryStatus"))
              .fails(INVALID_ARGUMENT, NOT_FOUND),
          post(
                  SHARED_MEMORY,
                  SYSTEM + "/region/{region}/register",
                  "systemSharedMemoryRegister",
                  "Registers memory for tensors of later requests")
              .offered(Offer.SHARED_MEMORY)
              .takes(json("RegisterRequest"))
              .answers()
              .fails(
                  INVALID_ARGUMENT,
                  PERMISSION_DENIED,
                  NOT_FOUND,
                  REQUEST_TIMEOUT,
                  CONFLICT,
                  TOO_LARGE,
                  UNSUPPORTED_MEDIA_TYPE,
                  RESOURCE_EXHAUSTED,
                  UNAVAILABLE),
          post(
                  SHARED_MEMORY,
                  SYSTEM + "[/region/{region}]/unregister",
                  "systemSharedMemoryUnregister",
                  "Forgets registered memory, if there is any")
              .offered(Offer.SHARED_MEMORY)
              .answers()
              .fails(INVALID_ARGUMENT),
          get(
                  SHARED_MEMORY,
                  CUDA + "[/region/{region}]/status",
                  "cudaSharedMemoryStatus",
                  "Graphics memory of clients")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_IMPLEMENTED),
          post(
                  SHARED_MEMORY,
                  CUDA + "/region/{region}/register",
                  "cudaSharedMemoryRegister",
                  "Registers graphics memory")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_IMPLEMENTED),
          post(
                  SHARED_MEMORY,
                  CUDA + "/region/{region}/unregister",
                  "cudaSharedMemoryUnregister",
                  "Forgets graphics memory")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_IMPLEMENTED),
          post(
                  SHARED_MEMORY,
                  CUDA + "/unregister",
                  "cudaSharedMemoryUnregisterAll",
                  "Forgets all graphics memory, of which there is none")
              .answers()
              .fails());

  private SharedMemoryEndpoints() {}
}
