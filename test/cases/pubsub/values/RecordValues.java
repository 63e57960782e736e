import com.google.protobuf.ByteString;
import com.google.pubsub.kafka.sink.CloudPubSubSinkTask;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * Wrote google.jsonl: what CloudPubSubSinkTask 1.3.3 makes of values. Run by hand, once:
 * java -Duser.timezone=UTC -cp 'pubsub-group-kafka-connector-1.3.3.jar:LIBS/*' RecordValues.java > google.jsonl
 * where LIBS holds connect-api 4.1.1, kafka-clients 4.1.1 and slf4j-api.
 */
public class RecordValues {
  static final Method HANDLE_VALUE = handleValue();
  static final double[] DOUBLES = {
    0, -0.0, 1, -1.5, 0.1, 100, 123456.789, 9999999, 1e7, 1.5e7, 1e10, 1e21, 1e-3, 1e-4, 1.25e-7, 9007199254740993d,
    Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
  };
  static final float[] FLOATS = {
    0, -0f, 1.5f, 0.1f, 1.1f, 16777216, 9999999, 1e7f, 1e10f, 1e-3f, 1e-4f, 3.14159f, Float.MIN_VALUE, Float.MAX_VALUE,
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
  };

  public static void main(String[] args) {
    scalars();
    for (double value : DOUBLES) field(Schema.FLOAT64_SCHEMA, value);
    for (float value : FLOATS) field(Schema.FLOAT32_SCHEMA, value);
    fields();
    bodies();
    maps();
    withoutSchema();
  }

  static void scalars() {
    record(Schema.INT8_SCHEMA, (byte) -5);
    record(Schema.INT16_SCHEMA, (short) 300);
    record(Schema.INT32_SCHEMA, -70_000);
    record(Schema.INT64_SCHEMA, 9007199254740993L);
    record(Schema.INT64_SCHEMA, Long.MIN_VALUE);
    for (float value : new float[] {1e7f, 0.1f, -0f}) record(Schema.FLOAT32_SCHEMA, value);
    for (double value : new double[] {1e7, 1e-4, -0.0}) record(Schema.FLOAT64_SCHEMA, value);
    record(Schema.BOOLEAN_SCHEMA, true);
    record(Schema.BOOLEAN_SCHEMA, false);
    record(Schema.STRING_SCHEMA, "é");
    record(Schema.BYTES_SCHEMA, new byte[] {0, -1});
    record(Schema.OPTIONAL_INT32_SCHEMA, null);
    record(Timestamp.SCHEMA, new java.util.Date(0));
    record(SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of(1, 2));
  }

  static void fields() {
    field(Schema.INT8_SCHEMA, (byte) -5);
    field(Schema.INT64_SCHEMA, 9007199254740993L);
    field(Schema.BOOLEAN_SCHEMA, true);
    field(Schema.STRING_SCHEMA, "é");
    field(Schema.OPTIONAL_STRING_SCHEMA, null);
    field(Schema.BYTES_SCHEMA, new byte[] {65, 66});
    field(Timestamp.SCHEMA, new java.util.Date(1_700_000_000_123L));
    field(Date.SCHEMA, new java.util.Date(86_400_000L * 19_000));
    field(Time.SCHEMA, new java.util.Date(3_723_000));
    field(SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of(1, 2));
    field(SchemaBuilder.array(Schema.STRING_SCHEMA).build(), List.of());
    field(SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build(), Arrays.asList("a", null));
    field(SchemaBuilder.array(Schema.FLOAT32_SCHEMA).build(), List.of(0.1f, 1e7f));
    field(SchemaBuilder.array(Schema.FLOAT64_SCHEMA).build(), List.of(1e7, 0.5));
    Schema inner = SchemaBuilder.struct().field("b", Schema.INT32_SCHEMA).optional().build();
    field(inner, new Struct(inner).put("b", 1));
    field(inner, null);
    field(SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build(), Map.of("b", 1));
    Schema required = SchemaBuilder.struct().field("a", Schema.INT32_SCHEMA).build();
    record(required, new Struct(required));
  }

  static void bodies() {
    body(Schema.STRING_SCHEMA, "é");
    body(Schema.BYTES_SCHEMA, new byte[] {0, -1});
    body(Schema.INT32_SCHEMA, 258);
    body(Schema.FLOAT32_SCHEMA, 1e7f);
    body(Schema.BOOLEAN_SCHEMA, true);
    body(Schema.OPTIONAL_STRING_SCHEMA, null);
  }

  static void maps() {
    Schema ints = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_INT32_SCHEMA).build();
    record(ints, ordered("a", 1, "cps_message_body", 258));
    record(ints, ordered("a", 1));
    record(ints, ordered("a", null, "b", 2));
    Schema doubles = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.FLOAT64_SCHEMA).build();
    record(doubles, ordered("a", 1e7, "cps_message_body", 1e-4));
    Schema texts = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    record(texts, ordered("a", "é", "cps_message_body", "ü"));
    Schema lists = SchemaBuilder.map(Schema.STRING_SCHEMA, SchemaBuilder.array(Schema.INT32_SCHEMA)).build();
    record(lists, ordered("a", List.of(1, 2), "cps_message_body", List.of(3)));
  }

  static void withoutSchema() {
    record(null, "é");
    record(null, 9007199254740993L);
    for (double value : new double[] {1e7, 1e-4, -0.0, 1.5, Double.NaN}) record(null, value);
    record(null, true);
    record(null, new byte[] {65, 66});
    record(null, List.of());
    record(null, Arrays.asList(1L, 1.5, "a", null, true, List.of(2L)));
    record(null, Map.of());
    record(null, ordered("a", 1L, "b", List.of("x")));
    record(null, ordered("cps_message_body", "x"));
    record(null, ordered("a", ordered("b", 1L)));
  }

  static void field(Schema schema, Object value) {
    one("a", schema, value);
  }

  static void body(Schema schema, Object value) {
    one("cps_message_body", schema, value);
  }

  static void one(String name, Schema schema, Object value) {
    Schema struct = SchemaBuilder.struct().field(name, schema).build();
    record(struct, new Struct(struct).put(name, value));
  }

  static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int index = 0; index < pairs.length; index += 2) map.put((String) pairs[index], pairs[index + 1]);
    return map;
  }

  static void record(Schema schema, Object value) {
    String input = "{\"schema\":" + json(schema) + ",\"value\":" + json(value);
    try {
      Map<String, String> attributes = new TreeMap<>();
      CloudPubSubSinkTask task = new CloudPubSubSinkTask();
      Field bodyName = CloudPubSubSinkTask.class.getDeclaredField("messageBodyName");
      bodyName.setAccessible(true);
      bodyName.set(task, "cps_message_body");
      ByteString data = (ByteString) HANDLE_VALUE.invoke(task, schema, value, attributes);
      String hex = data == null ? "null" : quote(HexFormat.of().formatHex(data.toByteArray()));
      String pairs = attributes.entrySet().stream()
          .map(entry -> quote(entry.getKey()) + ":" + quote(entry.getValue()))
          .collect(Collectors.joining(","));
      System.out.println(input + ",\"data\":" + hex + ",\"attributes\":{" + pairs + "}}");
    } catch (InvocationTargetException error) {
      System.out.println(input + ",\"error\":" + quote(error.getCause().getClass().getSimpleName()) + "}");
    } catch (ReflectiveOperationException error) {
      throw new IllegalStateException(error);
    }
  }

  static Method handleValue() {
    try {
      Method method = CloudPubSubSinkTask.class.getDeclaredMethod("handleValue", Schema.class, Object.class, Map.class);
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException error) {
      throw new IllegalStateException(error);
    }
  }

  static String json(Schema schema) {
    if (schema == null) return "null";
    String text = "{\"type\":" + quote(schema.type().getName()) + ",\"optional\":" + schema.isOptional();
    if (schema.name() != null) text += ",\"name\":" + quote(schema.name());
    if (schema.type() == Schema.Type.ARRAY || schema.type() == Schema.Type.MAP)
      text += ",\"items\":" + json(schema.valueSchema());
    if (schema.type() == Schema.Type.STRUCT)
      text += ",\"fields\":" + schema.fields().stream()
          .map(field -> "{\"name\":" + quote(field.name()) + ",\"schema\":" + json(field.schema()) + "}")
          .collect(Collectors.joining(",", "[", "]"));
    return text + "}";
  }

  /** With the kind of each number, and of all that JSON has no form for. */
  static String json(Object value) {
    if (value == null || value instanceof Boolean) return String.valueOf(value);
    if (value instanceof String text) return quote(text);
    if (value instanceof Long) return "{\"long\":" + quote(value.toString()) + "}";
    if (value instanceof Number) return "{\"number\":" + quote(value.toString()) + "}";
    if (value instanceof byte[] bytes) return "{\"bytes\":" + quote(HexFormat.of().formatHex(bytes)) + "}";
    if (value instanceof java.util.Date date) return "{\"date\":" + date.getTime() + "}";
    if (value instanceof List<?> list)
      return list.stream().map(item -> json(item)).collect(Collectors.joining(",", "[", "]"));
    if (value instanceof Map<?, ?> map)
      return "{\"map\":" + map.entrySet().stream()
          .map(entry -> "[" + json(entry.getKey()) + "," + json(entry.getValue()) + "]")
          .collect(Collectors.joining(",", "[", "]")) + "}";
    Struct struct = (Struct) value;
    return "{\"struct\":" + struct.schema().fields().stream()
        .map(field -> quote(field.name()) + ":" + json(struct.get(field)))
        .collect(Collectors.joining(",", "{", "}")) + "}";
  }

  static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
