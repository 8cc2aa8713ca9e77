// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.kube.Kubeconfig;
import io.slipway.loadtests.load.Arrivals;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ConfigMaps of 1 kB at an API: made, listed and changed. For one thread. */
final class ApiObjects {
  static final String PATH = "/api/v1/namespaces/default/configmaps";

  /** The key of a change: the time at which it was to be sent, of {@link System#nanoTime}. */
  static final String STAMP = "\"stamp\":\"";

  private static final int CALLERS = 16;
  private static final int VALUE_BYTES = 1000;
  private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\"(\\d+)\"");
  private static final Pattern CONTINUE = Pattern.compile("\"continue\":\"([^\"]+)\"");

  private final Kubeconfig access;
  private final HttpClient client;
  private final int count;

  ApiObjects(Kubeconfig access, HttpClient client, int count) {
    this.access = access;
    this.client = client;
    this.count = count;
  }

  /** Returns how many were made a second. */
  double createAll() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Semaphore callers = new Semaphore(CALLERS);
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      callers.acquire();
      HttpRequest request = access.request(PATH).POST(BodyPublishers.ofString(object(i))).build();
      all.add(send(request, 201).whenComplete((_, _) -> callers.release()));
    }
    await(all);
    return count / ((System.nanoTime() - start) / 1e9);
  }

  /** All objects at once; returns nanoseconds until the last byte was here. */
  long list() throws IOException, InterruptedException {
    long start = System.nanoTime();
    byte[] body = get(PATH);
    long nanos = System.nanoTime() - start;
    if (body.length < count * VALUE_BYTES) {
      throw new IOException(
          "a list of %d bytes (expected: %d objects)".formatted(body.length, count));
    }
    return nanos;
  }

  /** All objects as kubectl asks for them; returns nanoseconds. */
  long listInPages() throws IOException, InterruptedException {
    long start = System.nanoTime();
    String next = "";
    do {
      Matcher more =
          CONTINUE.matcher(
              head(get(PATH + "?limit=500" + (next.isEmpty() ? "" : "&continue=" + next))));
      next = more.find() ? more.group(1) : "";
    } while (!next.isEmpty());
    return System.nanoTime() - start;
  }

  String resourceVersion() throws IOException, InterruptedException {
    Matcher version = VERSION.matcher(head(get(PATH + "?limit=1")));
    if (!version.find()) {
      throw new IOException("a list without a resourceVersion");
    }
    return version.group(1);
  }

  /**
   * Changes one object after the other at a steady rate, each at its time, whatever became of those
   * before; returns how many once all were accepted.
   */
  int write(double perSecond, Duration duration) throws IOException {
    Arrivals arrivals = Arrivals.constant(perSecond);
    List<CompletableFuture<?>> all = new ArrayList<>();
    long start = System.nanoTime();
    double at = 0;
    while (at < duration.toNanos()) {
      long stamp = start + (long) at;
      for (long left = stamp - System.nanoTime(); left > 0; left = stamp - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      HttpRequest request =
          access
              .request(PATH + "/object-" + all.size() * 7919L % count)
              .setHeader("Content-Type", "application/merge-patch+json")
              .method("PATCH", BodyPublishers.ofString("{\"data\":{" + STAMP + stamp + "\"}}"))
              .build();
      all.add(send(request, 200));
      at += arrivals.gap();
    }
    await(all);
    return all.size();
  }

  private byte[] get(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(access.request(path).build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " is answered with " + answer.statusCode());
    }
    return answer.body();
  }

  /** The metadata of a list comes first or last: never in the middle of ten thousand objects. */
  private static String head(byte[] body) {
    int part = Math.min(body.length, 1000);
    return new String(body, 0, part, StandardCharsets.UTF_8)
        + new String(body, body.length - part, part, StandardCharsets.UTF_8);
  }

  private CompletableFuture<?> send(HttpRequest request, int expected) {
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .thenAccept(answer -> {
          if (answer.statusCode() != expected) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
          }
        });
  }

  private static void await(List<CompletableFuture<?>> all) throws IOException {
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw new IOException("a write is not accepted", e.getCause());
    }
  }

  private static String object(int number) {
    return """
    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"object-%d","labels":{"app":"load"}},\
    "data":{"value":"%s"}}
    """
        .formatted(number, "x".repeat(VALUE_BYTES));
  }
}
