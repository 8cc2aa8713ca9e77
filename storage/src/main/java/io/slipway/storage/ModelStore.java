// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.storage.cache.ModelCache;
import io.slipway.storage.fetch.FetchObserver;
import io.slipway.storage.file.FileFetcher;
import io.slipway.storage.http.HttpFetcher;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a {@code storageUri} a path on this machine.
 *
 * <ul>
 *   <li>a plain path, {@code file:///absolute} or {@code file://relative}: the file or directory
 *       itself; a relative path starts at the directory of the file that named it
 *   <li>{@code http://} and {@code https://}: a copy in the cache, fetched again only when it
 *       changed, and used as it is while the server cannot be reached; {@code .zip}, {@code .tar},
 *       {@code .tar.gz} and {@code .tgz} are unpacked to a directory, everything else is a file
 *       under its own name
 * </ul>
 *
 * <p>Other schemes are refused by name. The paths are to be read only. They stay valid until the
 * store is closed, but those of a content that was replaced only until the change after the next.
 *
 * <p>Thread-safe; several processes may share the cache directory, one store each. Nothing is
 * started before the first download.
 */
public final class ModelStore implements AutoCloseable {
  private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://.*");

  /** Azure's web addresses mean a container or share, which is no single file. */
  private static final Pattern AZURE =
      Pattern.compile("https://[^/]+\\.(?:blob|file)\\.core\\.windows\\.net/.*");

  private static final String SUPPORTED = "a path, file://, http:// or https://";

  private final HttpFetcher http;

  /** Waits between attempts; ends at once when the store is closed. */
  private final CountDownLatch closed = new CountDownLatch(1);

  private ModelStore(StorageConfig config) {
    this.http =
        new HttpFetcher(
            new ModelCache(config.cacheDirectory(), config.maxCacheBytes()),
            config.http(),
            config.archives(),
            this::pause,
            InstantSource.system());
  }

  /** The caller closes it, which ends downloads under way. */
  public static ModelStore open(StorageConfig config) {
    return new ModelStore(config);
  }

  private void pause(Duration duration) throws InterruptedException {
    if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new ServingException(ErrorCode.UNAVAILABLE, "the store is closed");
    }
  }

  /**
   * The model at {@code storageUri}; blocks while it is fetched.
   *
   * @param baseDirectory where a relative path starts
   * @return a file or a directory
   * @throws ServingException NOT_FOUND if there is nothing (the message has the path or URL),
   *     UNAVAILABLE if a server cannot be reached and nothing is cached, NOT_IMPLEMENTED for a
   *     scheme that is not supported, TOO_LARGE over a limit of the configuration,
   *     PERMISSION_DENIED if the server wants a credential, INVALID_ARGUMENT if the URI or an
   *     archive is wrong
   */
  public Path fetch(String storageUri, Path baseDirectory, FetchObserver observer) {
    Objects.requireNonNull(storageUri, "storageUri");
    Objects.requireNonNull(baseDirectory, "baseDirectory");
    if (storageUri.isBlank()) {
      throw ServingException.invalid("storageUri is empty (expected: " + SUPPORTED + ")");
    }
    if (FileFetcher.handles(storageUri)) {
      return FileFetcher.find(storageUri, baseDirectory);
    }
    Matcher scheme = SCHEME.matcher(storageUri);
    if (!scheme.matches()) {
      throw ServingException.invalid(
          "storageUri '%s' has no valid scheme (expected: %s)".formatted(storageUri, SUPPORTED));
    }
    return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
      case "http", "https" -> http.fetch(webAddress(storageUri), observer);
      default -> throw unsupported("scheme " + scheme.group(1) + "://", storageUri);
    };
  }

  private static URI webAddress(String storageUri) {
    URI uri;
    try {
      uri = new URI(storageUri);
    } catch (URISyntaxException e) {
      throw ServingException.invalid(
          "storageUri '%s' is no URI: %s".formatted(storageUri, e.getReason()));
    }
    if (uri.getHost() == null) {
      throw ServingException.invalid("storageUri '%s' has no host".formatted(storageUri));
    }
    if (uri.getRawUserInfo() != null) {
      // not shown: it is a password
      throw unsupported("a user and password in the address", "at host " + uri.getHost());
    }
    if (AZURE.matcher(storageUri).matches()) {
      throw unsupported("Azure storage", storageUri);
    }
    if (uri.getPath().endsWith(".git")) {
      throw unsupported("git", storageUri);
    }
    return uri;
  }

  private static ServingException unsupported(String what, String storageUri) {
    return new ServingException(
        ErrorCode.NOT_IMPLEMENTED,
        "storageUri '%s': %s is not supported yet (supported: %s)"
            .formatted(storageUri, what, SUPPORTED));
  }

  @Override
  public void close() {
    closed.countDown();
    http.close();
  }
}
