// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.emitter.Emitter;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;

/**
 * Writes one document of block YAML, value by value. {@link YamlReader} and kubectl read what was
 * written, and readers of YAML 1.1 or 1.2 do too: text that one of them would take for something
 * else is quoted. Used by one thread.
 */
public final class YamlWriter {
  /** What looks like a number, a date or a time to some reader of YAML has nothing else in it. */
  private static final String OF_NUMBERS = "0123456789+-.:_ eExXoOabcdfABCDFTZ";

  private static final String UNSEEN = "\u0085\u2028\u2029\uFEFF";
  private static final int NO_FOLDING = 1 << 20;
  private static final int LONGEST_KEY = 1024;
  private static final ImplicitTuple NO_TAG = new ImplicitTuple(true, true);

  private final Text text = new Text();
  private final Emitter emitter;

  /** The emitter writes to it and does not flush. */
  private static final class Text implements StreamDataWriter {
    private final StringBuilder builder = new StringBuilder();

    @Override
    public void write(String part) {
      builder.append(part);
    }

    @Override
    public void write(String part, int from, int length) {
      builder.append(part, from, from + length);
    }
  }

  public YamlWriter() {
    DumpSettings settings =
        DumpSettings.builder()
            .setWidth(NO_FOLDING)
            .setSplitLines(false)
            .setMaxSimpleKeyLength(LONGEST_KEY)
            .build();
    emitter = new Emitter(settings, text);
    emitter.emit(new StreamStartEvent());
    emitter.emit(new DocumentStartEvent(false, Optional.empty(), Map.of()));
  }

  /** What follows until {@link #endMap} are keys, each by {@link #text}, and their values. */
  public void beginMap() {
    emitter.emit(new MappingStartEvent(Optional.empty(), Optional.empty(), true, FlowStyle.BLOCK));
  }

  public void endMap() {
    emitter.emit(new MappingEndEvent());
  }

  public void beginList() {
    emitter.emit(new SequenceStartEvent(Optional.empty(), Optional.empty(), true, FlowStyle.BLOCK));
  }

  public void endList() {
    emitter.emit(new SequenceEndEvent());
  }

  /** A string, or a key. */
  public void text(String value) {
    scalar(value, style(value));
  }

  /** A number, {@code true}, {@code false} or {@code null}, as JSON writes it. */
  public void literal(String json) {
    scalar(json, ScalarStyle.PLAIN);
  }

  /** The document, with a line break at its end. */
  public String finish() {
    emitter.emit(new DocumentEndEvent(false));
    emitter.emit(new StreamEndEvent());
    return text.builder.toString();
  }

  private void scalar(String value, ScalarStyle style) {
    emitter.emit(new ScalarEvent(Optional.empty(), Optional.empty(), NO_TAG, value, style));
  }

  /** The emitter quotes by itself what has characters that YAML gives a meaning. */
  private static ScalarStyle style(String value) {
    if (value.indexOf('\n') >= 0 && !hasUnseen(value)) {
      return ScalarStyle.LITERAL;
    }
    return hasUnseen(value)
            || ScalarTypes.kindOf(value) != YamlScalar.Kind.STRING
            || isAmbiguous(value)
        ? ScalarStyle.DOUBLE_QUOTED
        : ScalarStyle.PLAIN;
  }

  /** Line breaks of Unicode and byte order marks: readers drop or change them. */
  private static boolean hasUnseen(String value) {
    for (int i = 0; i < UNSEEN.length(); i++) {
      if (value.indexOf(UNSEEN.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAmbiguous(String value) {
    char first = value.charAt(0);
    if (first == '=' || value.equals("<<")) {
      return true;
    }
    if ("0123456789+-.".indexOf(first) < 0) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (OF_NUMBERS.indexOf(value.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
