// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A raw line. Times are in the units that their names say; rounds count from 0. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Line.Run.class, name = "run"),
  @JsonSubTypes.Type(value = Line.Load.class, name = "load"),
  @JsonSubTypes.Type(value = Line.Server.class, name = "server"),
  @JsonSubTypes.Type(value = Line.InProcess.class, name = "inprocess"),
  @JsonSubTypes.Type(value = Line.Pair.class, name = "pair"),
  @JsonSubTypes.Type(value = Line.Tail.class, name = "tail"),
  @JsonSubTypes.Type(value = Line.Failure.class, name = "failure"),
  @JsonSubTypes.Type(value = Line.Done.class, name = "done"),
})
sealed interface Line {
  /** The first line: when, where and what. */
  record Run(
      String date,
      String profile,
      Machine machine,
      String slipway,
      String java,
      Map<String, String> tools,
      Map<String, String> models,
      Map<String, Product> servers,
      Map<String, Absent> absent)
      implements Line {
    public Run {
      tools = Map.copyOf(tools);
      models = Map.copyOf(models);
      servers = Map.copyOf(servers);
      absent = Map.copyOf(absent);
    }
  }

  record Machine(String cpu, int cores, int memoryGib, String kernel) {}

  /**
   * A server that was there.
   *
   * @param kind peer, slipway or floor
   */
  record Product(String title, String kind, Map<String, String> versions) {
    public Product {
      versions = Map.copyOf(versions);
    }
  }

  /** A server that could not be measured. */
  record Absent(String title, String reason) {}

  /** A server under load at one point; CPU seconds are those of its whole process tree. */
  record Load(
      int round,
      String model,
      String server,
      String protocol,
      int concurrency,
      int answers,
      int failed,
      double cpuSeconds,
      double seconds,
      double serverBusy,
      double clientBusy,
      double loadAverage,
      @Nullable Double p50Ms,
      @Nullable Double p99Ms,
      @Nullable Double p999Ms,
      String tool)
      implements Line {
    double answersPerCpuSecond() {
      return answers / cpuSeconds;
    }

    double cpuSecondsPerAnswer() {
      return cpuSeconds / answers;
    }
  }

  /** A server's start and what it takes without load. */
  record Server(
      int round,
      String model,
      String server,
      double coldSeconds,
      double coldCpuSeconds,
      double idlePssMib,
      double loadedPssMib,
      double idleCpu)
      implements Line {}

  /** ONNX Runtime alone. */
  record InProcess(int round, String model, String server, int runs, double cpuSeconds)
      implements Line {
    double runsPerCpuSecond() {
      return runs / cpuSeconds;
    }

    double cpuSecondsPerRun() {
      return cpuSeconds / runs;
    }
  }

  /** A server and ONNX Runtime alone, one right after the other. */
  record Pair(
      int round,
      String model,
      String server,
      String protocol,
      int concurrency,
      int pair,
      int answers,
      double cpuSeconds,
      int inprocessRuns,
      double inprocessCpuSeconds)
      implements Line {
    /** Answers per CPU second of the server, as a part of those of ONNX Runtime alone. */
    double ratio() {
      return answers / cpuSeconds / (inprocessRuns / inprocessCpuSeconds);
    }
  }

  /**
   * A server in open load at a part of a peer's peak; latency from the intended moment of sending.
   *
   * @param server the peer whose peak it is
   * @param of what had the load: that peer, or slipway
   * @param rate requests a second
   */
  record Tail(
      int round, String model, String server, String of, double rate, double p50Ms, double p99Ms)
      implements Line {}

  /**
   * What could not be measured.
   *
   * @param protocol null if it was not one protocol alone
   */
  record Failure(int round, String model, String server, @Nullable String protocol, String reason)
      implements Line {}

  /** One server on one model in one round is behind us; what follows a cut-off run goes on here. */
  record Done(int round, String model, String server) implements Line {}

  /** The lines of one kind. */
  static <T extends Line> List<T> of(List<Line> lines, Class<T> kind) {
    return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
