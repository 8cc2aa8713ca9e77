// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import io.slipway.controlplane.resources.yaml.YamlText.Fault;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.SpecVersion;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML, and JSON as the part of YAML it is, into values with their places. The parser's
 * events are used and nothing above them: no tags that make objects, no mapper, few classes.
 */
public final class YamlReader {
  private static final int LONGEST_REASON = 240;

  private YamlReader() {}

  /** Reads all documents of a text. Empty documents are left out. Throws nothing. */
  public static YamlText read(String text, String sourceName, YamlLimits limits) {
    if (text.length() > limits.chars()) {
      String reason = "text of " + text.length() + " characters (at most " + limits.chars() + ")";
      return new YamlText(List.of(), new Fault(Position.startOf(sourceName), reason));
    }
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    List<YamlDocument> documents = new ArrayList<>();
    try {
      readDocuments(withoutMark, sourceName, limits, documents);
      return new YamlText(documents, null);
    } catch (YamlFaultException fault) {
      return new YamlText(documents, fault.fault());
    } catch (MarkedYamlEngineException malformed) {
      return new YamlText(documents, fault(malformed, sourceName));
    } catch (ReaderException unreadable) {
      return new YamlText(documents, fault(unreadable, withoutMark, sourceName));
    } catch (YamlVersionException other) {
      SpecVersion version = other.getSpecVersion();
      String found = version.getMajor() + "." + version.getMinor();
      String reason = "YAML " + found + " is not read (expected: %YAML 1.x, or no directive)";
      return new YamlText(documents, new Fault(Position.startOf(sourceName), reason));
    } catch (YamlEngineException malformed) {
      String reason = "malformed YAML: " + malformed.getMessage();
      return new YamlText(documents, new Fault(Position.startOf(sourceName), reason));
    }
  }

  private static void readDocuments(
      String text, String sourceName, YamlLimits limits, List<YamlDocument> documents) {
    // The scanner copies what it holds at each refill: long scalars need large ones.
    int buffer = Math.clamp(text.length(), 1 << 10, 1 << 16);
    LoadSettings settings =
        LoadSettings.builder().setLabel(sourceName).setBufferSize(buffer).build();
    ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
    TreeBuilder builder = new TreeBuilder(events, sourceName, limits);
    events.next(); // StreamStart
    while (events.peekEvent().getEventId() != Event.ID.StreamEnd) {
      YamlDocument document = builder.document();
      if (!(document.root() instanceof YamlScalar scalar && scalar.isNull())) {
        documents.add(document);
      }
    }
  }

  private static Fault fault(MarkedYamlEngineException malformed, String sourceName) {
    Position position =
        malformed
            .getProblemMark()
            .or(malformed::getContextMark)
            .map(mark -> positionOf(mark, sourceName))
            .orElseGet(() -> Position.startOf(sourceName));
    String context = malformed.getContext();
    String reason = malformed.getProblem();
    if (context != null && !context.isBlank()) {
      String begun =
          malformed
              .getContextMark()
              .map(mark -> " begun in line " + (mark.getLine() + 1))
              .orElse("");
      reason = reason == null ? context + begun : reason + " (" + context + begun + ")";
    }
    return new Fault(position, "malformed YAML: " + oneLine(String.valueOf(reason)));
  }

  private static Fault fault(ReaderException unreadable, String text, String sourceName) {
    int line = 1;
    int column = 1;
    int left = unreadable.getPosition();
    for (int i = 0; i < text.length() && left > 0; left--) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      column++;
      if (c == '\n') {
        line++;
        column = 1;
      }
    }
    String reason =
        String.format("the character U+%04X is not allowed in YAML", unreadable.getCodePoint());
    return new Fault(new Position(sourceName, line, column), reason);
  }

  static Position positionOf(Mark mark, String sourceName) {
    return new Position(sourceName, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String oneLine(String text) {
    String line = text.replace('\n', ' ').replace("\r", "");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "...";
  }
}
