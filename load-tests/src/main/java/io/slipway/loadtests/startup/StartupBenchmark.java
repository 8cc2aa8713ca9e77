// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts each program in turn, round by round, and measures wall and CPU time (user and system, of
 * the process and the children it waited for) from its start to its first answered prediction.
 *
 * <p>{@code StartupBenchmark ROOT CLASS_PATH ROUNDS}: the project's folder, the class path of
 * {@link BareServer}, how often. Prints a table of medians, spreads and ratios.
 */
public final class StartupBenchmark {
  private static final int PORT = 18480;

  private static final String BARE_PLATFORM = "bare, then apply";

  /**
   * With and without the AOT cache, each beside the bare program that is started the same way; the
   * platform with an applied service, and the least that could do that, beside {@code serve}.
   */
  private static final Map<String, String> YARDSTICKS =
      Map.of(
          "serve",
          "bare",
          "up -f",
          "bare",
          BARE_PLATFORM,
          "serve",
          "up, then apply",
          "serve",
          "serve, no AOT cache",
          "bare, no AOT cache",
          "up -f, no AOT cache",
          "bare, no AOT cache");

  private final Path root;
  private final String bareClassPath;
  private final Path work;

  private StartupBenchmark(Path root, String bareClassPath, Path work) {
    this.root = root;
    this.bareClassPath = bareClassPath;
    this.work = work;
  }

  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("slipway-startup");
    StartupBenchmark benchmark = new StartupBenchmark(Path.of(args[0]), args[1], work);
    Map<String, Program> programs = benchmark.programs();
    Map<String, List<Measurement>> results = new LinkedHashMap<>();
    int rounds = Integer.parseInt(args[2]);
    // The first round fills caches: page cache, extracted native libraries.
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Program> program : programs.entrySet()) {
        Measurement measurement = program.getValue().measure();
        if (round > 0) {
          results.computeIfAbsent(program.getKey(), _ -> new ArrayList<>()).add(measurement);
        }
      }
      System.err.printf("round %d of %d%n", round, rounds);
    }
    System.out.print(Report.table(results, YARDSTICKS));
  }

  private Map<String, Program> programs() throws IOException, InterruptedException {
    Path aot = work.resolve("bare.aot");
    Path platformAot = work.resolve("bare-platform.aot");
    String model = root.resolve("examples/iris/model.onnx").toString();
    run(bare(List.of("-XX:AOTCacheOutput=" + aot), BareServer.class, model, "train"));
    run(
        bare(
            List.of("-XX:AOTCacheOutput=" + platformAot),
            BarePlatform.class,
            "--data",
            Files.createDirectories(work.resolve("train")).toString(),
            "train",
            model));
    String yaml = root.resolve("examples/iris/inferenceservice.yaml").toString();
    List<String> ports =
        List.of("--http-port", Integer.toString(PORT), "--grpc-port", Integer.toString(PORT + 1));
    List<String> serve = slipway(List.of("serve", "iris=" + model), ports);
    List<String> up = slipway(List.of("up", "-f", yaml), ports);
    Map<String, Program> programs = new LinkedHashMap<>();
    programs.put(
        "bare", program(bare(List.of("-XX:AOTCache=" + aot), BareServer.class, model), Map.of()));
    programs.put("serve", program(serve, Map.of()));
    programs.put("up -f", program(up, Map.of()));
    programs.put(
        BARE_PLATFORM,
        program(
            bare(List.of("-XX:AOTCache=" + platformAot), BarePlatform.class),
            Map.of(),
            Optional.of(Path.of(model))));
    programs.put(
        "up, then apply",
        program(slipway(List.of("up"), ports), Map.of(), Optional.of(Path.of(model))));
    programs.put("bare, no AOT cache", program(bare(List.of(), BareServer.class, model), Map.of()));
    programs.put("serve, no AOT cache", program(serve, Map.of("SLIPWAY_NO_AOT", "1")));
    programs.put("up -f, no AOT cache", program(up, Map.of("SLIPWAY_NO_AOT", "1")));
    return programs;
  }

  private Program program(List<String> command, Map<String, String> environment) {
    return program(command, environment, Optional.empty());
  }

  private Program program(
      List<String> command, Map<String, String> environment, Optional<Path> appliedModel) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    // Slipway never lets ONNX Runtime send usage data; the yardstick shall not pay for that either.
    all.put("ORT_DISABLE_TELEMETRY", "1");
    all.put("SLIPWAY_HOME", work.resolve("home").toString());
    return new Program(command, all, PORT, work.resolve("log"), appliedModel);
  }

  private List<String> slipway(List<String> command, List<String> ports) {
    List<String> all = new ArrayList<>(List.of(root.resolve("slipway").toString()));
    all.addAll(command);
    all.addAll(ports);
    return all;
  }

  private List<String> bare(List<String> jvmOptions, Class<?> program, String... more) {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.jfr.enabled=false",
            "-Donnxruntime.native.path=" + nativeLibraries(),
            "-Djava.locale.providers=FALLBACK",
            "-cp",
            bareClassPath,
            program.getName(),
            Integer.toString(PORT)));
    command.addAll(List.of(more));
    return command;
  }

  /** Both programs load the same native libraries from a folder, not from a jar at each start. */
  private Path nativeLibraries() {
    Path directory = work.resolve("native");
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
        for (String name : List.of("libonnxruntime.so", "libonnxruntime4j_jni.so")) {
          try (var in =
              StartupBenchmark.class.getResourceAsStream(
                  "/ai/onnxruntime/native/linux-x64/" + name)) {
            if (in == null) {
              throw new IOException("the class path has no " + name);
            }
            Files.copy(in, directory.resolve(name));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("train.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          command + " failed: " + Files.readString(work.resolve("train.log")));
    }
  }
}
