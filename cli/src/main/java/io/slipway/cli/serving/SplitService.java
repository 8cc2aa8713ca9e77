// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.modelserver.forwarding.RemoteService;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.http.HttpExchange;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Services that share the requests of one: each request is one's by chance. Thread-safe. */
final class SplitService implements RemoteService {
  private final List<RemoteService> services;
  private final List<Integer> percents;
  private final int all;

  /**
   * @param percents of the services, in their order, above 0; what is missing to 100 is shared in
   *     the same proportion
   */
  SplitService(List<RemoteService> services, List<Integer> percents) {
    this.services = List.copyOf(services);
    this.percents = List.copyOf(percents);
    int sum = 0;
    for (int percent : percents) {
      sum += percent;
    }
    this.all = sum;
  }

  private RemoteService chosen() {
    int left = ThreadLocalRandom.current().nextInt(all);
    int chosen = 0;
    while (left >= percents.get(chosen)) {
      left -= percents.get(chosen);
      chosen++;
    }
    return services.get(chosen);
  }

  @Override
  public void serve(HttpExchange exchange, String path, Runnable done) {
    chosen().serve(exchange, path, done);
  }

  @Override
  public void call(GrpcCall call, Runnable done) {
    chosen().call(call, done);
  }

  @Override
  public Stream open(GrpcStreamingCall call, Runnable done) {
    return chosen().open(call, done);
  }
}
