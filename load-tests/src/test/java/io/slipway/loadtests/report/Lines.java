// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines of a run as tests want them: each point took one CPU second. */
final class Lines {
  private final List<Line> lines = new ArrayList<>();
  private int round;

  Lines() {
    lines.add(
        new Line.Run(
            "2026-01-02",
            "full",
            new Line.Machine("A CPU", 2, 8, "6.1"),
            "abc",
            "25",
            Map.of(),
            Map.of(),
            products(),
            Map.of("some", new Line.Absent("Some Server", "a container only"))));
  }

  private static Map<String, Line.Product> products() {
    return Stream.of("slipway", "slipway_batching", "floor_epoll", "floor_nio", "triton", "kserve")
        .collect(
            Collectors.toMap(
                name -> name, name -> new Line.Product("title of " + name, kind(name), Map.of())));
  }

  private static String kind(String name) {
    return name.startsWith("slipway") ? "slipway" : name.startsWith("floor") ? "floor" : "peer";
  }

  void nextRound() {
    round++;
  }

  void load(String model, String server, String protocol, int concurrency, int answers) {
    double millis = 1000.0 / answers;
    lines.add(
        new Line.Load(
            round,
            model,
            server,
            protocol,
            concurrency,
            answers,
            0,
            1,
            1,
            1,
            0.5,
            0,
            millis,
            millis,
            millis,
            "h2load"));
  }

  void inProcess(String model, String program, int runs) {
    lines.add(new Line.InProcess(round, model, program, runs, 1));
  }

  void pair(String server, int pair, int answers, double ratio) {
    pair("resnet50", server, "bin", 1, pair, answers, ratio);
  }

  void pair(
      String model,
      String server,
      String protocol,
      int concurrency,
      int pair,
      int answers,
      double ratio) {
    lines.add(
        new Line.Pair(
            round, model, server, protocol, concurrency, pair, answers, answers / ratio, 30, 30));
  }

  void server(String server, double cold, double memory) {
    lines.add(new Line.Server(round, "iris", server, cold, cold, memory, memory, 0));
  }

  void tail(String peer, String of, double p99) {
    lines.add(new Line.Tail(round, "iris", peer, of, 1000, p99 / 2, p99));
  }

  void failure(String server, String protocol, String reason) {
    lines.add(new Line.Failure(round, "iris", server, protocol, reason));
  }

  Measurements measurements() {
    return Measurements.of(lines);
  }
}
