// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.http;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.storage.archive.Archive;
import io.slipway.storage.archive.ArchiveLimits;
import io.slipway.storage.cache.CacheEntry;
import io.slipway.storage.cache.CacheSlot;
import io.slipway.storage.cache.ModelCache;
import io.slipway.storage.fetch.FetchObserver;
import io.slipway.storage.fetch.ModelFetcher;
import io.slipway.storage.fetch.Pause;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models on web servers, kept in the cache: a file under its own name, an archive unpacked. What is
 * cached is asked for again on condition that it changed; if the server cannot be reached, what is
 * cached is used. Requests for one URI at the same time, in this process or in several, are one.
 */
public final class HttpFetcher implements ModelFetcher, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpFetcher.class);

  private static final long PROGRESS_BYTES = 4 << 20;
  private static final int MAX_NAME = 200;

  private final ModelCache cache;
  private final HttpLimits limits;
  private final ArchiveLimits archives;
  private final Pause pause;
  private final InstantSource clock;
  private final HttpSource source;
  private final Map<String, CompletableFuture<Path>> inFlight = new ConcurrentHashMap<>();

  /**
   * @param cache taken over: closed with this
   * @param clock the time of day, by which the cache knows what was used last
   */
  public HttpFetcher(
      ModelCache cache,
      HttpLimits limits,
      ArchiveLimits archives,
      Pause pause,
      InstantSource clock) {
    this.cache = cache;
    this.limits = limits;
    this.archives = archives;
    this.pause = pause;
    this.clock = clock;
    this.source = new HttpSource(limits);
  }

  @Override
  public Path fetch(URI uri, FetchObserver observer) {
    while (true) {
      CompletableFuture<Path> mine = new CompletableFuture<>();
      CompletableFuture<Path> other = inFlight.putIfAbsent(uri.toString(), mine);
      if (other == null) {
        return fetchForAll(uri, observer, mine);
      }
      Path path = await(uri, other);
      if (path != null) {
        return path;
      }
    }
  }

  /** An interruption is this caller's alone: the others then fetch for themselves. */
  private Path fetchForAll(URI uri, FetchObserver observer, CompletableFuture<Path> all) {
    try {
      Path path = fetchAlone(uri, observer);
      inFlight.remove(uri.toString(), all);
      all.complete(path);
      return path;
    } catch (RuntimeException | Error e) {
      inFlight.remove(uri.toString(), all);
      if (Thread.currentThread().isInterrupted()) {
        all.cancel(false);
      } else {
        all.completeExceptionally(e);
      }
      throw e;
    }
  }

  /** What another caller has fetched; null if that one was interrupted. */
  private static @Nullable Path await(URI uri, Future<Path> fetch) {
    try {
      return fetch.get();
    } catch (CancellationException _) {
      return null;
    } catch (InterruptedException _) {
      throw interrupted(uri);
    } catch (ExecutionException e) {
      throw ServingException.from(e.getCause() == null ? e : e.getCause());
    }
  }

  private static ServingException interrupted(URI uri) {
    Thread.currentThread().interrupt();
    return new ServingException(
        ErrorCode.CANCELLED, "fetching " + HttpSource.shown(uri) + " was interrupted");
  }

  private Path fetchAlone(URI uri, FetchObserver observer) {
    try {
      CacheEntry entry = fetchAndUse(uri, observer);
      trim();
      return entry.path();
    } catch (FileLockInterruptionException | ClosedByInterruptException _) {
      throw interrupted(uri);
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.INTERNAL, "cannot keep " + HttpSource.shown(uri) + " in the cache: " + e, e);
    } catch (InterruptedException _) {
      throw interrupted(uri);
    }
  }

  /** The model is there, whatever comes of this. */
  private void trim() {
    try {
      cache.trim();
    } catch (IOException e) {
      log.warn("the model cache cannot be trimmed", e);
    }
  }

  private CacheEntry fetchAndUse(URI uri, FetchObserver observer)
      throws IOException, InterruptedException {
    Optional<CacheEntry> before = cache.find(uri.toString());
    try (CacheSlot slot = cache.open(uri.toString())) {
      Optional<CacheEntry> now = slot.current();
      // If it has changed, another process fetched it while this one waited for it.
      CacheEntry entry =
          now.isPresent() && !now.equals(before) ? now.get() : fetch(uri, slot, now, observer);
      slot.use(entry, clock.instant());
      return entry;
    }
  }

  private CacheEntry fetch(
      URI uri, CacheSlot slot, Optional<CacheEntry> cached, FetchObserver observer)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(uri, slot, cached, observer);
      } catch (TransientFailure e) {
        if (attempt == limits.maxAttempts()) {
          return cachedInstead(e, cached, attempt);
        }
        Duration wait = e.retryAfter().orElse(limits.pauseAfter(attempt));
        pause.of(wait.compareTo(limits.longestPause()) < 0 ? wait : limits.longestPause());
      }
    }
  }

  private static CacheEntry cachedInstead(
      TransientFailure failure, Optional<CacheEntry> cached, int attempts) {
    if (cached.isEmpty()) {
      throw new ServingException(
          ErrorCode.UNAVAILABLE, failure.reason() + " (attempts: " + attempts + ")", failure);
    }
    log.warn("{}; the copy fetched earlier is used", failure.reason());
    return cached.get();
  }

  private CacheEntry attempt(
      URI uri, CacheSlot slot, Optional<CacheEntry> cached, FetchObserver observer)
      throws IOException, InterruptedException, TransientFailure {
    HttpSource.Answer answer =
        source.get(
            uri,
            cached.map(CacheEntry::etag).orElse(""),
            cached.map(CacheEntry::lastModified).orElse(""));
    return switch (answer) {
      case HttpSource.Answer.NotModified _ ->
          cached.orElseThrow(() ->
              ServingException.invalid(
                  HttpSource.shown(uri) + " answered 304 to an unconditional request"));
      case HttpSource.Answer.Content content -> {
        try (HttpBody _ = content.body()) {
          yield keep(uri, slot, content, observer);
        }
      }
    };
  }

  private CacheEntry keep(
      URI uri, CacheSlot slot, HttpSource.Answer.Content content, FetchObserver observer)
      throws IOException, InterruptedException, TransientFailure {
    String name = fileName(uri);
    Optional<Archive> archive = Archive.of(name);
    Path work = slot.workDirectory();
    try {
      Path file = work.resolve(archive.isPresent() ? "archive" : name);
      download(uri, content, file, observer);
      Path model = file;
      if (archive.isPresent()) {
        model = Files.createDirectory(work.resolve("model"));
        archive.get().unpack(file, model, HttpSource.shown(uri), archives);
        Files.delete(file);
      }
      return slot.publish(work, model, content.etag(), content.lastModified());
    } finally {
      slot.discard(work);
    }
  }

  private void download(
      URI uri, HttpSource.Answer.Content content, Path file, FetchObserver observer)
      throws IOException, InterruptedException, TransientFailure {
    long total = content.length().orElse(-1);
    check(uri, total);
    long bytes = 0;
    long told = 0;
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (List<ByteBuffer> next = next(uri, content.body());
          !next.isEmpty();
          next = next(uri, content.body())) {
        for (ByteBuffer buffer : next) {
          bytes += buffer.remaining();
          check(uri, bytes);
          while (buffer.hasRemaining()) {
            out.write(buffer);
          }
        }
        if (bytes - told >= PROGRESS_BYTES) {
          told = bytes;
          observer.progress(HttpSource.shown(uri), bytes, total);
        }
      }
    }
    observer.progress(HttpSource.shown(uri), bytes, total);
  }

  /** Failures of the connection may pass; failures of the disk are the caller's. */
  private static List<ByteBuffer> next(URI uri, HttpBody body)
      throws TransientFailure, InterruptedException {
    try {
      return body.next();
    } catch (IOException e) {
      throw new TransientFailure(
          "%s broke off: %s".formatted(HttpSource.shown(uri), HttpSource.reason(e)),
          Optional.empty(),
          e);
    }
  }

  private void check(URI uri, long bytes) {
    if (bytes > limits.maxBytes()) {
      throw new ServingException(
          ErrorCode.TOO_LARGE,
          "%s has at least %d bytes (limit: %d)"
              .formatted(HttpSource.shown(uri), bytes, limits.maxBytes()));
    }
  }

  /** The last part of the path, if a file may be called so. */
  static String fileName(URI uri) {
    String path = uri.getPath() == null ? "" : uri.getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean usable =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.length() <= MAX_NAME
            && name.chars().noneMatch(c -> c < ' ' || c == '\\');
    return usable ? name : "model";
  }

  @Override
  public void close() {
    source.close();
    try {
      cache.close();
    } catch (IOException e) {
      log.warn("the cache's files cannot be closed", e);
    }
  }
}
