// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends requests on to Pods over HTTP/1.1, over connections that are kept. A request goes to the
 * Pod with the fewest under way; one that no connection could be made for goes to the next, as
 * nobody has seen it. Thread-safe.
 */
public final class Forwarding implements AutoCloseable {
  /** Requests under way to one Pod; more are refused. */
  static final int MAX_OPEN = 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Python's servers close a connection that is idle for 5 s. */
  private static final String KEPT_SECONDS = "3";

  private static final String KEPT = "jdk.httpclient.keepalive.timeout";

  private final ExecutorService threads;
  private final HttpClient client;
  private final Map<Destination, AtomicInteger> open = new ConcurrentHashMap<>();

  public Forwarding() {
    if (System.getProperty(KEPT) == null) {
      System.setProperty(KEPT, KEPT_SECONDS);
    }
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("forward-", 0).factory());
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads)
            .build();
  }

  /**
   * @param name of the service, for people
   * @param destinations all alike; none if nobody can answer now
   */
  public RemoteService to(String name, List<Destination> destinations) {
    List<Load> loads = new ArrayList<>();
    for (Destination destination : destinations) {
      loads.add(new Load(destination, open.computeIfAbsent(destination, _ -> new AtomicInteger())));
    }
    List<Load> all = List.copyOf(loads);
    AtomicInteger turn = new AtomicInteger();
    return (exchange, path, done) ->
        new ForwardedCall(name, client, inTurn(all, turn), exchange, path, done).begin();
  }

  /** Another one first each time, which gets the request if no other has fewer under way. */
  private static List<Load> inTurn(List<Load> loads, AtomicInteger turn) {
    List<Load> turned = new ArrayList<>(loads);
    if (loads.size() > 1) {
      Collections.rotate(turned, Math.floorMod(turn.getAndIncrement(), loads.size()));
    }
    return turned;
  }

  /** From now on requests go to no others than these. */
  public void keepOnly(Collection<Destination> destinations) {
    open.keySet().retainAll(destinations);
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }

  /** A Pod, and how many requests are under way to it. */
  record Load(Destination destination, AtomicInteger open) {
    /** Whether one more is taken. */
    boolean enter() {
      if (open.incrementAndGet() <= MAX_OPEN) {
        return true;
      }
      open.decrementAndGet();
      return false;
    }

    void leave() {
      open.decrementAndGet();
    }
  }
}
