// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A program written in Go: that of this machine, or else built once from the module's source. */
enum GoProgram {
  GRPCURL("grpcurl", "github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3"),
  GHZ("ghz", "github.com/bojand/ghz/cmd/ghz@v0.121.0");

  private static final Duration BUILD_LIMIT = Duration.ofMinutes(15);
  private static final Duration RUN_LIMIT = Duration.ofMinutes(1);

  private final String program;
  private final String source;

  GoProgram(String program, String source) {
    this.program = program;
    this.source = source;
  }

  /** Runs it. */
  Command.Result run(List<String> arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(find().toString()));
    line.addAll(arguments);
    return new Command(line, Checkout.root(), Loopback.WITHOUT_PROXY, RUN_LIMIT).run();
  }

  private Path find() throws IOException, InterruptedException {
    Optional<Path> own = OnPath.find(program);
    return own.isPresent() ? own.get() : built();
  }

  private Path built() throws IOException, InterruptedException {
    Path go =
        OnPath.find("go")
            .orElseThrow(() ->
                new AssertionError(
                    "conformance tests need %s on the PATH, or go to build it: go install %s"
                        .formatted(program, source)));
    return TestCache.folder(
            program,
            source,
            folder ->
                Command.of(go.toString(), "install", source)
                    .with("GOBIN", folder.toString())
                    .within(BUILD_LIMIT)
                    .output())
        .resolve(program);
  }
}
