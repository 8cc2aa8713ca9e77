// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import io.slipway.controlplane.resources.yaml.YamlDocument.DuplicateKey;
import io.slipway.controlplane.resources.yaml.YamlMap.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.Parser;

/** Builds the values of one text from parser events, within limits. */
final class TreeBuilder {
  private static final String TAG = "tag:yaml.org,2002:";

  private final Parser events;
  private final String sourceName;
  private final YamlLimits limits;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private final List<DuplicateKey> duplicates = new ArrayList<>();
  private int values;

  /** A value that aliases may name, and how many values it holds. */
  private record Anchored(YamlValue value, int size) {}

  TreeBuilder(Parser events, String sourceName, YamlLimits limits) {
    this.events = events;
    this.sourceName = sourceName;
    this.limits = limits;
  }

  YamlDocument document() {
    anchors.clear();
    duplicates.clear();
    events.next(); // DocumentStart
    YamlValue root = value(1, "");
    events.next(); // DocumentEnd
    return new YamlDocument(root, duplicates);
  }

  private YamlValue value(int depth, String path) {
    Event event = events.next();
    Position position = position(event);
    if (event instanceof AliasEvent alias) {
      return aliased(alias, position);
    }
    int before = values;
    count(1, position);
    YamlValue value = begun(event, position, depth, path);
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    if (anchor.isPresent()) {
      anchors.put(anchor.get().getValue(), new Anchored(value, values - before));
    }
    return value;
  }

  /** No switch over types: linking one costs more at process start than reading a whole file. */
  private YamlValue begun(Event event, Position position, int depth, String path) {
    if (event instanceof ScalarEvent scalar) {
      return scalar(scalar, position);
    }
    if (event instanceof SequenceStartEvent start) {
      return list(start, position, depth, path);
    }
    if (event instanceof MappingStartEvent start) {
      return map(start, position, depth, path);
    }
    throw new IllegalStateException("no value begins with " + event);
  }

  private YamlValue aliased(AliasEvent alias, Position position) {
    String name = alias.getAlias().getValue();
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      throw new YamlFaultException(
          position, "alias *" + YamlScalar.shortened(name) + " names no finished value before it");
    }
    count(anchored.size(), position);
    return anchored.value();
  }

  private void count(int more, Position position) {
    if (more > limits.values() - values) {
      throw new YamlFaultException(
          position, "more than " + limits.values() + " values, aliases counted as what they name");
    }
    values += more;
  }

  private YamlList list(SequenceStartEvent start, Position position, int depth, String path) {
    checkTag(start.getTag(), "seq", position);
    checkDepth(depth, position);
    List<YamlValue> items = new ArrayList<>();
    while (events.peekEvent().getEventId() != Event.ID.SequenceEnd) {
      items.add(value(depth + 1, path + "[" + items.size() + "]"));
    }
    events.next();
    return new YamlList(position, items);
  }

  private YamlMap map(MappingStartEvent start, Position position, int depth, String path) {
    checkTag(start.getTag(), "map", position);
    checkDepth(depth, position);
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<YamlMap> merged = new ArrayList<>();
    while (events.peekEvent().getEventId() != Event.ID.MappingEnd) {
      Event key = events.next();
      Position keyPosition = position(key);
      String name = key(key, keyPosition);
      String keyPath = path.isEmpty() ? name : path + "." + name;
      YamlValue value = value(depth + 1, keyPath);
      if (name.equals("<<") && ((ScalarEvent) key).isPlain()) {
        addMerged(value, merged);
        continue;
      }
      Entry before = entries.put(name, new Entry(keyPosition, value));
      if (before != null) {
        duplicates.add(new DuplicateKey(keyPosition, keyPath, before.position()));
      }
    }
    events.next();
    for (YamlMap map : merged) {
      for (Map.Entry<String, Entry> each : map.entries().entrySet()) {
        entries.putIfAbsent(each.getKey(), each.getValue());
      }
    }
    return new YamlMap(position, entries);
  }

  private String key(Event event, Position position) {
    if (event instanceof ScalarEvent scalar) {
      count(1, position);
      if (scalar.getAnchor().isPresent()) {
        YamlScalar value = scalar(scalar, position);
        anchors.put(scalar.getAnchor().get().getValue(), new Anchored(value, 1));
      }
      return scalar.getValue();
    }
    String hint = event instanceof MappingStartEvent ? " (a template is to be rendered first)" : "";
    throw new YamlFaultException(
        position, "a key must be text, not a mapping, list or alias" + hint);
  }

  /** {@code <<: *base} or {@code <<: [*a, *b]}: keys of the mapping itself win, then the first. */
  private void addMerged(YamlValue value, List<YamlMap> merged) {
    switch (value) {
      case YamlMap map -> merged.add(map);
      case YamlList list when list.items().stream().allMatch(YamlMap.class::isInstance) ->
          list.items().forEach(item -> merged.add((YamlMap) item));
      case YamlList list -> throw notMergeable(list);
      case YamlScalar scalar -> throw notMergeable(scalar);
    }
  }

  private static YamlFaultException notMergeable(YamlValue value) {
    return new YamlFaultException(
        value.position(), "<< merges a mapping or a list of mappings, not " + value.describe());
  }

  private YamlScalar scalar(ScalarEvent event, Position position) {
    String text = event.getValue();
    String tag = event.getTag().orElse("");
    YamlScalar.Kind kind =
        switch (tag) {
          case "" -> event.isPlain() ? ScalarTypes.kindOf(text) : YamlScalar.Kind.STRING;
          case "!", TAG + "str" -> YamlScalar.Kind.STRING;
          case TAG + "int", TAG + "float", TAG + "bool", TAG + "null" -> tagged(event, position);
          default -> throw unknownTag(tag, position);
        };
    return new YamlScalar(position, text, kind);
  }

  private static YamlScalar.Kind tagged(ScalarEvent event, Position position) {
    YamlScalar.Kind kind = ScalarTypes.kindOf(event.getValue());
    String tag = event.getTag().orElseThrow();
    boolean fits =
        switch (kind) {
          case INTEGER -> tag.endsWith("int") || tag.endsWith("float");
          case FLOAT -> tag.endsWith("float");
          case BOOLEAN -> tag.endsWith("bool");
          case NULL -> tag.endsWith("null");
          case STRING -> false;
        };
    if (!fits) {
      throw new YamlFaultException(
          position,
          "\""
              + YamlScalar.shortened(event.getValue())
              + "\" is not of the type its tag "
              + tag
              + " says");
    }
    return kind;
  }

  private static void checkTag(Optional<String> tag, String expected, Position position) {
    if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals(TAG + expected)) {
      throw unknownTag(tag.get(), position);
    }
  }

  private static YamlFaultException unknownTag(String tag, Position position) {
    return new YamlFaultException(
        position, "the tag " + YamlScalar.shortened(tag) + " means nothing in a resource");
  }

  private void checkDepth(int depth, Position position) {
    if (depth > limits.depth()) {
      throw new YamlFaultException(position, "nested deeper than " + limits.depth() + " levels");
    }
  }

  private Position position(Event event) {
    Optional<Mark> mark = event.getStartMark();
    return mark.isPresent()
        ? YamlReader.positionOf(mark.get(), sourceName)
        : Position.startOf(sourceName);
  }
}
