// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM tells about its memory, asked by the JDK's {@code jcmd}. */
final class Jcmd {
  private static final Pattern USED = Pattern.compile("total (?:reserved )?\\d+K.*?used (\\d+)K");

  /**
   * Of native memory tracking: what was allocated through Unsafe or the foreign memory API, direct
   * buffers among it.
   */
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

  private final long pid;

  Jcmd(long pid) {
    this.pid = pid;
  }

  /** Bytes of the heap that a full collection leaves. */
  long heapAfterCollection() throws IOException {
    ask("GC.run");
    ask("GC.run");
    return heapUsed(ask("GC.heap_info"));
  }

  /**
   * Bytes of direct memory; the JVM must have been started with {@code
   * -XX:NativeMemoryTracking=summary}.
   */
  long direct() throws IOException {
    return direct(ask("VM.native_memory", "summary", "scale=KB"));
  }

  /**
   * From what {@code GC.heap_info} prints, for any collector: all generations, not the metaspace.
   */
  static long heapUsed(String info) {
    long kilobytes = USED.matcher(info).results().mapToLong(Jcmd::number).sum();
    if (kilobytes == 0) {
      throw new IllegalStateException("no figures of the heap in: " + info);
    }
    return kilobytes * 1024;
  }

  static long direct(String summary) {
    Matcher other = OTHER.matcher(summary);
    if (!other.find()) {
      throw new IllegalStateException("no line 'Other' in: " + summary);
    }
    return number(other) * 1024;
  }

  private static long number(MatchResult match) {
    return Long.parseLong(match.group(1));
  }

  private String ask(String... question) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(question));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return answer;
  }
}
