// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.storage.archive.ArchiveLimits;
import io.slipway.storage.cache.ModelCache;
import io.slipway.storage.fetch.FetchObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpFetcherIT {
  private static final byte[] MODEL = "a model".getBytes(UTF_8);
  private static final HttpLimits LIMITS =
      new HttpLimits(
          10_000,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          3,
          4,
          Duration.ofSeconds(1),
          Duration.ofSeconds(3));

  private final List<Duration> pauses = new ArrayList<>();

  @TempDir Path directory;
  private FileServer server;
  private HttpFetcher fetcher;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer();
    fetcher = fetcher(LIMITS);
  }

  @AfterEach
  void stop() {
    fetcher.close();
    server.close();
  }

  private HttpFetcher fetcher(HttpLimits limits) {
    return fetcher(limits, Long.MAX_VALUE);
  }

  private HttpFetcher fetcher(HttpLimits limits, long maxCacheBytes) {
    return new HttpFetcher(
        new ModelCache(directory, maxCacheBytes),
        limits,
        ArchiveLimits.DEFAULT,
        pauses::add,
        InstantSource.system());
  }

  private Path fetch(String path) {
    return fetcher.fetch(server.uri(path), FetchObserver.NONE);
  }

  private void assertRefused(URI uri, ErrorCode code, String inMessage) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> fetcher.fetch(uri, FetchObserver.NONE))
        .withMessageContaining(inMessage)
        .extracting(ServingException::code)
        .isEqualTo(code);
  }

  @Test
  void keepsAFileUnderItsOwnName() {
    server.serve(MODEL, "\"1\"");
    assertThat(fetch("/models/my%20model.onnx?signature=x"))
        .hasFileName("my model.onnx")
        .hasBinaryContent(MODEL);
  }

  @ParameterizedTest
  @CsvSource({"/,model", "/a/,model", "/a/..,model", "/a/b.onnx,b.onnx", "/%2E%2E,model"})
  void findsANameForEveryPath(String path, String name) {
    assertThat(HttpFetcher.fileName(URI.create("http://host" + path))).isEqualTo(name);
  }

  @Test
  void unpacksAnArchive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("1/model.onnx"));
      zip.write(MODEL);
    }
    server.serve(bytes.toByteArray(), "\"1\"");
    Path model = fetch("/model.zip");
    assertThat(model.resolve("1/model.onnx")).hasBinaryContent(MODEL);
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.filter(Files::isRegularFile).map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("model.onnx", "current.properties", "lock", "content-1.use");
    }
  }

  @Test
  void leavesNothingOfADamagedArchive() throws IOException {
    server.serve(MODEL, "\"1\"");
    assertRefused(server.uri("/model.tar.gz"), ErrorCode.INVALID_ARGUMENT, "TAR_GZ");
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.filter(Files::isRegularFile).map(file -> String.valueOf(file.getFileName())))
          .containsExactly("lock");
    }
  }

  @Test
  void doesNotFetchAgainWhatDidNotChange() {
    server.serve(MODEL, "\"1\"");
    assertThat(fetch("/m.onnx")).isEqualTo(fetch("/m.onnx"));
    assertThat(server.requests())
        .extracting(FileServer.Request::ifNoneMatch)
        .containsExactly("", "\"1\"");
  }

  @Test
  void asksByDateWhereThereIsNoEtag() {
    server.on(exchange -> {
      exchange.getResponseHeaders().set("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
      FileServer.answer(exchange, 200, MODEL);
    });
    Path first = fetch("/m.onnx");
    server.on(exchange -> FileServer.answer(exchange, 304, new byte[0]));
    assertThat(fetch("/m.onnx")).isEqualTo(first);
    assertThat(server.requests())
        .extracting(FileServer.Request::ifModifiedSince)
        .containsExactly("", "Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void fetchesAgainWhatChanged() {
    server.serve(MODEL, "\"1\"");
    Path first = fetch("/m.onnx");
    server.serve("newer".getBytes(UTF_8), "\"2\"");
    assertThat(fetch("/m.onnx")).hasContent("newer");
    assertThat(first).hasBinaryContent(MODEL);
  }

  @Test
  void removesWhatWasNotUsedForLongestToKeepTheLimit() {
    server.serve(MODEL, "\"1\"");
    Path first = fetch("/first.onnx");
    Path second = fetch("/second.onnx");
    fetcher.close(); // the end of the process that used them
    fetcher = fetcher(LIMITS, 2L * MODEL.length);

    Path third = fetch("/third.onnx");

    assertThat(first).doesNotExist();
    assertThat(second).hasBinaryContent(MODEL);
    assertThat(third).hasBinaryContent(MODEL);
    assertThat(fetch("/first.onnx")).as("fetched again").hasBinaryContent(MODEL);
    assertThat(second).doesNotExist();
    assertThat(third).hasBinaryContent(MODEL);
  }

  @Test
  void keepsWhatItUsesAlsoOverTheLimit() {
    fetcher.close();
    fetcher = fetcher(LIMITS, 0);
    server.serve(MODEL, "\"1\"");
    Path first = fetch("/first.onnx");

    assertThat(fetch("/second.onnx")).hasBinaryContent(MODEL);
    assertThat(first).hasBinaryContent(MODEL);
  }

  @Test
  void usesTheCopyWhenTheServerIsGone() {
    server.serve(MODEL, "\"1\"");
    Path first = fetch("/m.onnx");
    URI uri = server.uri("/m.onnx");
    server.close();
    assertThat(fetcher.fetch(uri, FetchObserver.NONE)).isEqualTo(first);
  }

  @Test
  void usesTheCopyOfAnEarlierProcess() {
    server.serve(MODEL, "\"1\"");
    Path first = fetch("/m.onnx");
    fetcher.close();
    try (HttpFetcher next = fetcher(LIMITS)) {
      assertThat(next.fetch(server.uri("/m.onnx"), FetchObserver.NONE)).isEqualTo(first);
    }
  }

  @Test
  void tellsThatAServerCannotBeReached() {
    URI uri = server.uri("/m.onnx");
    server.close();
    assertRefused(uri, ErrorCode.UNAVAILABLE, uri + " cannot be reached: ");
    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource({
    "404,NOT_FOUND",
    "410,NOT_FOUND",
    "401,PERMISSION_DENIED",
    "403,PERMISSION_DENIED",
    "400,INVALID_ARGUMENT",
    "204,INVALID_ARGUMENT",
  })
  void tellsTheStatus(int status, ErrorCode code) {
    server.on(exchange -> FileServer.answer(exchange, status, new byte[0]));
    assertRefused(
        server.uri("/m.onnx?signature=secret"),
        code,
        server.uri("/m.onnx") + "?... answered " + status);
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void triesAgainAfterAFailureThatMayPass(int status) {
    AtomicInteger left = new AtomicInteger(2);
    server.on(
        exchange -> FileServer.answer(exchange, left.getAndDecrement() > 0 ? status : 200, MODEL));
    assertThat(fetch("/m.onnx")).hasBinaryContent(MODEL);
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource({"2,2", "0,0", "3600,3", "soon,1", "-1,1"})
  void waitsAsLongAsTheServerAsksWithinTheLimit(String retryAfter, long seconds) {
    AtomicInteger left = new AtomicInteger(1);
    server.on(exchange -> {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
      FileServer.answer(exchange, left.getAndDecrement() > 0 ? 503 : 200, MODEL);
    });
    fetch("/m.onnx");
    assertThat(pauses).containsExactly(Duration.ofSeconds(seconds));
  }

  @Test
  void triesAgainWhenTheBodyBreaksOff() {
    AtomicInteger left = new AtomicInteger(1);
    server.on(exchange -> {
      if (left.getAndDecrement() > 0) {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write(MODEL);
        exchange.getResponseBody().flush();
        exchange.getHttpContext().getServer();
        throw new IOException("the connection goes down here");
      }
      FileServer.answer(exchange, 200, MODEL);
    });
    assertThat(fetch("/m.onnx")).hasBinaryContent(MODEL);
    assertThat(pauses).hasSize(1);
  }

  @Test
  void givesUpWhenNothingComes() {
    CountDownLatch over = new CountDownLatch(1);
    server.on(exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write(MODEL);
      exchange.getResponseBody().flush();
      awaitUninterrupted(over);
      exchange.close();
    });
    HttpLimits impatient =
        new HttpLimits(
            10_000,
            Duration.ofSeconds(5),
            Duration.ofMillis(200),
            3,
            1,
            Duration.ZERO,
            Duration.ZERO);
    try (HttpFetcher hasty = fetcher(impatient)) {
      assertThatExceptionOfType(ServingException.class)
          .isThrownBy(() -> hasty.fetch(server.uri("/m.onnx"), FetchObserver.NONE))
          .withMessageContaining("broke off: nothing came for 200 ms")
          .extracting(ServingException::code)
          .isEqualTo(ErrorCode.UNAVAILABLE);
    } finally {
      over.countDown();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Test
  void followsRedirects() {
    server.on(exchange -> {
      boolean first = exchange.getRequestURI().getPath().equals("/m.onnx");
      exchange.getResponseHeaders().set("Location", "../other/place");
      FileServer.answer(exchange, first ? 302 : 200, MODEL);
    });
    assertThat(fetch("/m.onnx")).hasFileName("m.onnx").hasBinaryContent(MODEL);
  }

  @Test
  void refusesRedirectsWithoutEnd() {
    server.on(exchange -> {
      exchange.getResponseHeaders().set("Location", "/again");
      FileServer.answer(exchange, 307, new byte[0]);
    });
    assertRefused(server.uri("/m.onnx"), ErrorCode.INVALID_ARGUMENT, "redirects more than 3 times");
    assertThat(server.requests()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://host/model", ":bad:", ""})
  void refusesRedirectsToOtherSchemes(String location) {
    server.on(exchange -> {
      exchange.getResponseHeaders().set("Location", location);
      FileServer.answer(exchange, 302, new byte[0]);
    });
    assertRefused(server.uri("/m.onnx"), ErrorCode.INVALID_ARGUMENT, "redirects to '");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesAFileOverTheLimit(boolean lengthIsTold) throws IOException {
    server.on(exchange -> {
      try (exchange) {
        exchange.sendResponseHeaders(200, lengthIsTold ? 20_000 : 0);
        exchange.getResponseBody().write(new byte[20_000]);
      }
    });
    assertRefused(server.uri("/m.onnx"), ErrorCode.TOO_LARGE, "(limit: 10000)");
  }

  @Test
  void tellsHowItGoes() {
    server.serve(MODEL, "\"1\"");
    List<String> told = new ArrayList<>();
    fetcher.fetch(
        server.uri("/m.onnx?signature=secret"),
        (uri, bytes, total) -> told.add(uri + " " + bytes + "/" + total));
    assertThat(told).containsExactly(server.uri("/m.onnx") + "?... 7/7");
  }

  @Test
  void fetchesOnceForAllThreadsThatAskAtTheSameTime() throws Exception {
    CountDownLatch othersWait = new CountDownLatch(1);
    server.on(exchange -> {
      awaitUninterrupted(othersWait);
      FileServer.answer(exchange, 200, MODEL);
    });
    List<FutureTask<Path>> fetches =
        Stream.generate(() -> new FutureTask<>(() -> fetch("/m.onnx"))).limit(4).toList();
    List<Thread> threads = fetches.stream().map(Thread::new).toList();
    threads.forEach(Thread::start);
    await().until(() -> threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
    othersWait.countDown();
    for (FutureTask<Path> fetch : fetches) {
      assertThat(fetch.get()).hasBinaryContent(MODEL);
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anInterruptedThreadFailsAlone() throws Exception {
    CountDownLatch othersWait = new CountDownLatch(1);
    server.on(exchange -> {
      awaitUninterrupted(othersWait);
      FileServer.answer(exchange, 200, MODEL);
    });
    FutureTask<Path> first = new FutureTask<>(() -> fetch("/m.onnx"));
    FutureTask<Path> second = new FutureTask<>(() -> fetch("/m.onnx"));
    Thread leader = new Thread(first);
    leader.start();
    await().until(() -> server.requests().size() == 1);
    Thread follower = new Thread(second);
    follower.start();
    await().until(() -> follower.getState() == Thread.State.WAITING);

    leader.interrupt();
    assertThatThrownBy(first::get)
        .cause()
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    othersWait.countDown();

    assertThat(second.get()).hasBinaryContent(MODEL);
  }

  @Test
  void fetchesOnceForAllProcesses() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    server.on(exchange -> {
      exchange.getResponseHeaders().set("ETag", "1");
      boolean known = exchange.getRequestHeaders().containsKey("If-None-Match");
      sent.addAndGet(known ? 0 : 1);
      FileServer.answer(exchange, known ? 304 : 200, MODEL);
    });
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(FetchProcess.start(server.uri("/m.onnx"), directory));
    }
    for (Process process : processes) {
      String path = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor()).isZero();
      assertThat(Path.of(path)).hasBinaryContent(MODEL);
    }
    assertThat(sent).hasValue(1);
  }
}
