// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import org.jspecify.annotations.Nullable;

/** The paths of the shared memory extensions. Pure. */
final class SharedMemoryPath {
  static final String SYSTEM = "/v2/systemsharedmemory/";
  static final String CUDA = "/v2/cudasharedmemory/";

  private static final String REGION = "region/";

  private SharedMemoryPath() {}

  /**
   * @param path begins with one of the two
   */
  static Route parse(String method, String path) {
    boolean cuda = path.startsWith(CUDA);
    String rest = path.substring(cuda ? CUDA.length() : SYSTEM.length());
    String region = null;
    if (rest.startsWith(REGION)) {
      int end = rest.indexOf('/', REGION.length());
      if (end <= REGION.length()) {
        return new Route.NotFound();
      }
      region = Route.decode(rest.substring(REGION.length(), end));
      rest = rest.substring(end + 1);
    }
    Route route = route(rest, region);
    String allowed = rest.equals("status") ? Route.GET : Route.POST;
    if (route instanceof Route.NotFound) {
      return route;
    }
    boolean unregistersAll = region == null && rest.equals("unregister");
    return Route.only(allowed, method, cuda ? new Route.CudaSharedMemory(unregistersAll) : route);
  }

  private static Route route(String action, @Nullable String region) {
    return switch (action) {
      case "status" -> new Route.SharedMemoryStatus(region);
      case "register" ->
          region == null ? new Route.NotFound() : new Route.SharedMemoryRegister(region);
      case "unregister" -> new Route.SharedMemoryUnregister(region);
      default -> new Route.NotFound();
    };
  }
}
