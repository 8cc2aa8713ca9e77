// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import io.slipway.transport.codec.modelconfig.ConfigValue.ConstantValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.FlagValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.IntegerValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.RealValue;
import io.slipway.transport.codec.modelconfig.ConfigValue.TextValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message of a known type. Immutable. The readers have checked it against its type, so the
 * accessors never find a value of another kind; asking for a field that the type does not have is a
 * mistake of the caller's.
 */
public final class ConfigMessage {
  /** Where in a text something stands, from 1; line 0 if it stands in no text. */
  public record Position(int line, int column) {
    public static final Position NONE = new Position(0, 0);
  }

  /**
   * A value of a field.
   *
   * @param key in a map; null elsewhere
   */
  public record Occurrence(@Nullable ConfigValue key, ConfigValue value, Position position) {}

  private final MessageType type;
  private final Map<String, List<Occurrence>> fields;

  private ConfigMessage(Builder builder) {
    this.type = builder.type;
    this.fields = new LinkedHashMap<>();
    builder.fields.forEach((name, values) -> fields.put(name, List.copyOf(values)));
  }

  public static Builder builder(MessageType type) {
    return new Builder(type);
  }

  /** A builder that already holds what this message does. */
  public Builder toBuilder() {
    Builder builder = new Builder(type);
    fields.forEach((name, values) -> builder.fields.put(name, new ArrayList<>(values)));
    return builder;
  }

  public MessageType type() {
    return type;
  }

  /** True if the field is set, be it to its default. */
  public boolean has(String field) {
    return !all(field).isEmpty();
  }

  /** Every value of a field, in order; a singular field has at most one. */
  public List<Occurrence> all(String field) {
    return fields.getOrDefault(type.field(field).name(), List.of());
  }

  public String text(String field) {
    ConfigValue value = single(field);
    return value == null ? "" : ((TextValue) value).value();
  }

  public long integer(String field) {
    ConfigValue value = single(field);
    return value == null ? 0 : ((IntegerValue) value).value();
  }

  public boolean flag(String field) {
    ConfigValue value = single(field);
    return value != null && ((FlagValue) value).value();
  }

  /** The constant's name. */
  public String constant(String field) {
    ConfigValue value = single(field);
    return value == null
        ? ((EnumType) type.field(field).type()).constants().getFirst().name()
        : ((ConstantValue) value).value().name();
  }

  public @Nullable ConfigMessage message(String field) {
    ConfigValue value = single(field);
    return value == null ? null : ((MessageValue) value).value();
  }

  public List<ConfigMessage> messages(String field) {
    return all(field).stream().map(each -> ((MessageValue) each.value()).value()).toList();
  }

  public List<String> texts(String field) {
    return all(field).stream().map(each -> ((TextValue) each.value()).value()).toList();
  }

  public long[] integers(String field) {
    return all(field).stream().mapToLong(each -> ((IntegerValue) each.value()).value()).toArray();
  }

  public double real(String field) {
    ConfigValue value = single(field);
    return value == null ? 0 : ((RealValue) value).value();
  }

  public double[] reals(String field) {
    return all(field).stream().mapToDouble(each -> ((RealValue) each.value()).value()).toArray();
  }

  public List<Boolean> flags(String field) {
    return all(field).stream().map(each -> ((FlagValue) each.value()).value()).toList();
  }

  /** A map from strings to messages, in order. */
  public Map<String, ConfigMessage> messageMap(String field) {
    Map<String, ConfigMessage> map = new LinkedHashMap<>();
    all(field).forEach(each -> map.put(key(each), ((MessageValue) each.value()).value()));
    return map;
  }

  /** A map from strings to strings, in order. */
  public Map<String, String> textMap(String field) {
    Map<String, String> map = new LinkedHashMap<>();
    all(field).forEach(each -> map.put(key(each), ((TextValue) each.value()).value()));
    return map;
  }

  private static String key(Occurrence occurrence) {
    return ((TextValue) Objects.requireNonNull(occurrence.key(), "key")).value();
  }

  private @Nullable ConfigValue single(String field) {
    List<Occurrence> values = all(field);
    return values.isEmpty() ? null : values.getFirst().value();
  }

  /** Puts a message together. Belongs to one thread. */
  public static final class Builder {
    private final MessageType type;
    private final Map<String, List<Occurrence>> fields = new LinkedHashMap<>();

    private Builder(MessageType type) {
      this.type = type;
    }

    public Builder set(String field, String value) {
      return set(field, new TextValue(value));
    }

    public Builder set(String field, long value) {
      return set(field, new IntegerValue(value));
    }

    public Builder set(String field, boolean value) {
      return set(field, new FlagValue(value));
    }

    public Builder set(String field, ConfigMessage value) {
      return set(field, new MessageValue(value));
    }

    /** By the constant's name. */
    public Builder setConstant(String field, String constant) {
      EnumType enumType = (EnumType) type.field(field).type();
      return set(
          field, new ConstantValue(Objects.requireNonNull(enumType.find(constant), constant)));
    }

    public Builder addAll(String field, long... values) {
      for (long value : values) {
        add(type.field(field), null, new IntegerValue(value), Position.NONE);
      }
      return this;
    }

    public Builder add(String field, ConfigMessage value) {
      add(type.field(field), null, new MessageValue(value), Position.NONE);
      return this;
    }

    /** Into a map, replacing what is there under this key. */
    public Builder put(String field, String key, ConfigMessage value) {
      add(type.field(field), new TextValue(key), new MessageValue(value), Position.NONE);
      return this;
    }

    /** Unsets a field. */
    public Builder clear(String field) {
      fields.remove(type.field(field).name());
      return this;
    }

    public ConfigMessage build() {
      return new ConfigMessage(this);
    }

    boolean has(Field field) {
      return fields.containsKey(field.name());
    }

    /** The other member of the field's oneof that is set, null if there is none. */
    @Nullable Field rival(Field field) {
      if (field.oneof() != null) {
        for (Field other : type.fields()) {
          if (!other.equals(field) && field.oneof().equals(other.oneof()) && has(other)) {
            return other;
          }
        }
      }
      return null;
    }

    void add(Field field, @Nullable ConfigValue key, ConfigValue value, Position position) {
      List<Occurrence> values = fields.computeIfAbsent(field.name(), _ -> new ArrayList<>());
      if (key != null) {
        values.removeIf(each -> key.equals(each.key()));
      }
      values.add(new Occurrence(key, value, position));
    }

    private Builder set(String field, ConfigValue value) {
      Field single = type.field(field);
      fields.remove(single.name());
      add(single, null, value, Position.NONE);
      return this;
    }
  }
}
