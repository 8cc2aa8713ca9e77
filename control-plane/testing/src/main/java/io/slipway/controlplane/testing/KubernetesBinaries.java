// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' own programs. Each is looked for where its environment variable points ({@code
 * SLIPWAY_KUBECTL}, {@code SLIPWAY_KUBE_APISERVER}, {@code SLIPWAY_ETCD}), then on the {@code
 * PATH}, then in the user's cache; if it is nowhere, {@code load-tests/cluster/build.sh} builds it
 * into that cache, which takes minutes and needs Go.
 *
 * <p>Every method may block that long, and throws an AssertionError of one line if there is no way
 * to the program. Safe for use by several threads and processes at a time.
 */
public final class KubernetesBinaries {
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);

  private final Map<String, String> environment;
  private final Path checkout;

  KubernetesBinaries(Map<String, String> environment, Path checkout) {
    this.environment = Map.copyOf(environment);
    this.checkout = checkout;
  }

  public static Path kubectl() {
    return ofThisMachine().find("kubectl", "SLIPWAY_KUBECTL");
  }

  public static Path kubeApiServer() {
    return ofThisMachine().find("kube-apiserver", "SLIPWAY_KUBE_APISERVER");
  }

  public static Path etcd() {
    return ofThisMachine().find("etcd", "SLIPWAY_ETCD");
  }

  private static KubernetesBinaries ofThisMachine() {
    return new KubernetesBinaries(System.getenv(), checkout(Path.of("").toAbsolutePath()));
  }

  Path find(String program, String variable) {
    String configured = environment.getOrDefault(variable, "");
    if (!configured.isEmpty()) {
      Path path = Path.of(configured);
      if (!Files.isExecutable(path)) {
        throw new AssertionError(
            variable + ": " + configured + " is no program that can be executed");
      }
      return path;
    }
    return onPath(program).orElseGet(() -> cached(program));
  }

  private Optional<Path> onPath(String program) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Path cached(String program) {
    Path cache = cacheHome().resolve("slipway").resolve("kubernetes-" + version());
    // the script knows by itself whether what lies there is still right
    if (onPath("go").isPresent()) {
      build(program, cache);
    } else if (!Files.isExecutable(cache.resolve("bin").resolve(program))) {
      throw new AssertionError(
          "conformance tests need %s on the PATH, or Go to build it: load-tests/cluster/build.sh"
              .formatted(program));
    }
    return cache.resolve("bin").resolve(program);
  }

  private void build(String program, Path cache) {
    Path script = checkout.resolve("load-tests/cluster/build.sh");
    Path log = null;
    try {
      log = Files.createTempFile("slipway-build", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(script.toString(), program)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("SLIPWAY_CLUSTER_CACHE", cache.toString());
      Process process = builder.start();
      if (!process.waitFor(BUILD_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(script + " " + program + " still ran after " + BUILD_LIMIT);
      }
      if (process.exitValue() != 0) {
        throw new AssertionError(
            script + " " + program + " failed:\n" + Files.readString(log, UTF_8));
      }
    } catch (IOException e) {
      throw new AssertionError(script + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + script + " ran", e);
    } finally {
      delete(log);
    }
  }

  private static void delete(@Nullable Path log) {
    if (log != null) {
      try {
        Files.delete(log);
      } catch (IOException e) {
        throw new AssertionError(log + " could not be deleted", e);
      }
    }
  }

  private Path cacheHome() {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    return configured.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(configured);
  }

  private String version() {
    Path versions = checkout.resolve("load-tests/cluster/versions.sh");
    String prefix = "KUBERNETES_VERSION=";
    try (Stream<String> lines = Files.lines(versions)) {
      return lines
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .findFirst()
          .orElseThrow(() -> new AssertionError(versions + " has no line " + prefix));
    } catch (IOException e) {
      throw new AssertionError(versions + " could not be read", e);
    }
  }

  private static Path checkout(Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("load-tests/cluster/build.sh"))) {
        return folder;
      }
    }
    throw new AssertionError("no load-tests/cluster/build.sh in " + start + " or above it");
  }
}
