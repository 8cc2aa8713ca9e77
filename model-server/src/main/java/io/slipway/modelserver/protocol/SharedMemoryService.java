// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.sharedmemory.SharedRegions;
import io.slipway.transport.codec.RegionStatus;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.codec.grpc.SharedMemoryMessages;
import io.slipway.transport.codec.v2.SharedMemoryDocuments;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The shared memory extensions over HTTP and gRPC. */
final class SharedMemoryService {
  private static final int STATUS_BYTES = 256;

  private final @Nullable SharedRegions regions;
  private final Executor offLoop;

  /**
   * @param regions null if shared memory is not offered
   * @param offLoop where files are opened
   */
  SharedMemoryService(@Nullable SharedRegions regions, Executor offLoop) {
    this.regions = regions;
    this.offLoop = offLoop;
  }

  void answer(HttpExchange exchange, Route.OfSharedMemory asked) {
    switch (asked) {
      case Route.SharedMemoryStatus(@Nullable String region) -> status(exchange, region);
      case Route.SharedMemoryRegister(String region) -> register(exchange, region);
      case Route.SharedMemoryUnregister(@Nullable String region) -> unregister(exchange, region);
      case Route.CudaSharedMemory(boolean unregistersAll) -> cuda(exchange, unregistersAll);
    }
  }

  private void status(HttpExchange exchange, @Nullable String region) {
    List<RegionStatus> found = found(region);
    Answers.json(exchange, 200, out -> SharedMemoryDocuments.status(found, out));
  }

  private void register(HttpExchange exchange, String region) {
    SharedRegions offered = regions();
    RegionStatus wanted = SharedMemoryDocuments.decodeRegister(region, exchange.body());
    register(
        offered,
        wanted,
        () -> exchange.respond(HttpResponse.empty(200)),
        failure -> Answers.error(exchange, failure));
  }

  private void unregister(HttpExchange exchange, @Nullable String region) {
    forget(region);
    exchange.respond(HttpResponse.empty(200));
  }

  void status(GrpcCall call) {
    List<RegionStatus> found = found(nameOf(call.message()));
    call.respond(Answers.write(out -> SharedMemoryMessages.encodeStatus(found, out), STATUS_BYTES));
  }

  void register(GrpcCall call) {
    register(
        regions(),
        SharedMemoryMessages.decodeRegister(call.message()),
        () -> call.respond(OutputBuffer.allocate(1)),
        call::fail);
  }

  void unregister(GrpcCall call) {
    forget(nameOf(call.message()));
    call.respond(OutputBuffer.allocate(1));
  }

  /**
   * There is no CUDA memory to forget, so forgetting all of it succeeds: clients begin and end with
   * that, also those that use system shared memory only. Everything else is refused.
   */
  private void cuda(HttpExchange exchange, boolean unregistersAll) {
    if (!unregistersAll) {
      throw noCuda();
    }
    exchange.respond(HttpResponse.empty(200));
  }

  /** As above. */
  void unregisterCuda(GrpcCall call) {
    if (nameOf(call.message()) != null) {
      throw noCuda();
    }
    call.respond(OutputBuffer.allocate(1));
  }

  /** There is no graphics memory here that a client could share. */
  static ServingException noCuda() {
    return Predictions.notImplemented(
        "CUDA shared memory is not offered (expected: system shared memory, or tensors in the"
            + " request)");
  }

  private static @Nullable String nameOf(RequestBody message) {
    String name = SharedMemoryMessages.decodeName(message);
    return name.isEmpty() ? null : name;
  }

  private List<RegionStatus> found(@Nullable String region) {
    return region == null ? regions().status() : List.of(regions().status(region));
  }

  private void forget(@Nullable String region) {
    if (region == null) {
      regions().unregisterAll();
    } else {
      regions().unregister(region);
    }
  }

  private void register(
      SharedRegions offered,
      RegionStatus wanted,
      Runnable done,
      Consumer<ServingException> failed) {
    offLoop.execute(() -> {
      try {
        offered.register(wanted);
      } catch (RuntimeException e) {
        failed.accept(ServingException.from(e));
        return;
      }
      done.run();
    });
  }

  private SharedRegions regions() {
    if (regions == null) {
      throw SharedPart.notOffered("the request");
    }
    return regions;
  }
}
