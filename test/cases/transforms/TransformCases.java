import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * Writes kafka.json beside each cases.json of the folders given: what Kafka Connect 4.1.1 makes of these records. Run by hand:
 * java -Duser.timezone=UTC -Duser.language=en -cp 'LIBS/*' TransformCases.java FOLDER...
 * where LIBS holds connect-transforms, connect-api, connect-json and kafka-clients 4.1.1 with what they need.
 */
public class TransformCases {
  static final ObjectMapper JSON = new ObjectMapper();
  /** Whether a field that is null is shown as its default: Flatten leaves some fields unset, and who reads them gets it. */
  static boolean showDefaults;

  public static void main(String[] folders) throws Exception {
    for (String folder : folders) {
      List<String> lines = new ArrayList<>();
      for (JsonNode one : JSON.readTree(new File(folder, "cases.json")))
        lines.add("  " + one.get("case") + ": " + JSON.writeValueAsString(resultOf(one)));
      Files.writeString(Path.of(folder, "kafka.json"), "{\n" + String.join(",\n", lines) + "\n}\n");
    }
  }

  static JsonNode resultOf(JsonNode one) throws Exception {
    ObjectNode result = JSON.createObjectNode();
    Map<String, String> config = new LinkedHashMap<>();
    one.path("config").fields().forEachRemaining(entry -> config.put(entry.getKey(), entry.getValue().asText()));
    String name = one.get("plugin").asText();
    showDefaults = name.startsWith("Flatten");
    SinkRecord record = readRecord(one.get("record"));
    try {
      if (one.path("predicate").asBoolean()) return result.put("test", predicate(name, config).test(record));
      Transformation<SinkRecord> transform = transform(name, config);
      SinkRecord changed = transform.apply(record);
      return changed == null ? result.putNull("record") : result.set("record", writeRecord(changed));
    } catch (RuntimeException error) {
      // What comes after the first sentence may be the record, with an address in memory.
      return result.put("error", error.getClass().getSimpleName() + ": " + error.getMessage().split(": SinkRecord")[0]);
    }
  }

  @SuppressWarnings("unchecked")
  static Transformation<SinkRecord> transform(String name, Map<String, String> config) throws Exception {
    var made = (Transformation<SinkRecord>)
        Class.forName("org.apache.kafka.connect.transforms." + name).getDeclaredConstructor().newInstance();
    made.configure(config);
    return made;
  }

  @SuppressWarnings("unchecked")
  static Predicate<SinkRecord> predicate(String name, Map<String, String> config) throws Exception {
    var made = (Predicate<SinkRecord>)
        Class.forName("org.apache.kafka.connect.transforms.predicates." + name).getDeclaredConstructor().newInstance();
    made.configure(config);
    return made;
  }

  static SinkRecord readRecord(JsonNode json) {
    SchemaAndValue key = readData(json.path("key"));
    SchemaAndValue value = readData(json.path("value"));
    Long time = json.hasNonNull("timestamp") ? Long.valueOf(json.get("timestamp").asText()) : null;
    SinkRecord record = new SinkRecord(
        json.path("topic").asText("alerts"), 3, key.schema(), key.value(), value.schema(), value.value(), 42L, time,
        TimestampType.CREATE_TIME);
    for (JsonNode header : json.path("headers")) {
      SchemaAndValue data = readData(header.path("value"));
      record.headers().add(header.get("key").asText(), data);
    }
    return record;
  }

  static ObjectNode writeRecord(SinkRecord record) {
    ObjectNode json = JSON.createObjectNode().put("topic", record.topic());
    if (record.timestamp() != null) json.put("timestamp", record.timestamp().toString());
    json.set("key", writeData(record.keySchema(), record.key()));
    json.set("value", writeData(record.valueSchema(), record.value()));
    ArrayNode headers = json.putArray("headers");
    for (Header header : record.headers())
      headers.addObject().put("key", header.key()).set("value", writeData(header.schema(), header.value()));
    return json;
  }

  static SchemaAndValue readData(JsonNode json) {
    if (json.isMissingNode()) return new SchemaAndValue(null, null);
    if (!json.hasNonNull("schema")) return new SchemaAndValue(null, readPlain(json.get("value")));
    Schema schema = readSchema(json.get("schema"));
    return new SchemaAndValue(schema, readTyped(schema, json.get("value")));
  }

  static ObjectNode writeData(Schema schema, Object value) {
    ObjectNode json = JSON.createObjectNode();
    if (schema == null) {
      json.putNull("schema");
      return json.set("value", writePlain(value));
    }
    json.set("schema", writeSchema(schema));
    return json.set("value", writeTyped(schema, value));
  }

  static Schema readSchema(JsonNode json) {
    String type = json.get("type").asText();
    SchemaBuilder builder = switch (type) {
      case "array" -> SchemaBuilder.array(readSchema(json.get("items")));
      case "map" -> SchemaBuilder.map(
          json.has("keys") ? readSchema(json.get("keys")) : Schema.STRING_SCHEMA, readSchema(json.get("items")));
      default -> SchemaBuilder.type(Schema.Type.valueOf(type.toUpperCase()));
    };
    if (json.path("optional").asBoolean()) builder.optional();
    if (json.has("name")) builder.name(json.get("name").asText());
    if (json.has("version")) builder.version(json.get("version").asInt());
    if (json.has("doc")) builder.doc(json.get("doc").asText());
    json.path("parameters").fields().forEachRemaining(entry -> builder.parameter(entry.getKey(), entry.getValue().asText()));
    for (JsonNode field : json.path("fields")) builder.field(field.get("name").asText(), readSchema(field.get("schema")));
    if (json.has("default")) builder.defaultValue(readTyped(builder, json.get("default")));
    return builder.build();
  }

  static ObjectNode writeSchema(Schema schema) {
    ObjectNode json = JSON.createObjectNode().put("type", schema.type().getName()).put("optional", schema.isOptional());
    if (schema.name() != null) json.put("name", schema.name());
    if (schema.version() != null) json.put("version", schema.version());
    if (schema.doc() != null) json.put("doc", schema.doc());
    if (schema.parameters() != null && !schema.parameters().isEmpty()) {
      ObjectNode parameters = json.putObject("parameters");
      schema.parameters().forEach(parameters::put);
    }
    if (schema.type() == Schema.Type.ARRAY || schema.type() == Schema.Type.MAP) json.set("items", writeSchema(schema.valueSchema()));
    if (schema.type() == Schema.Type.STRUCT) {
      ArrayNode fields = json.putArray("fields");
      for (Field field : schema.fields()) fields.addObject().put("name", field.name()).set("schema", writeSchema(field.schema()));
    }
    if (schema.defaultValue() != null) json.set("default", writeTyped(schema, schema.defaultValue()));
    return json;
  }

  static Object readTyped(Schema schema, JsonNode json) {
    if (json == null || json.isNull()) return null;
    if (schema.name() != null && schema.name().startsWith("org.apache.kafka.connect.data."))
      return schema.name().equals(Decimal.LOGICAL_NAME) ? new BigDecimal(json.asText()) : new java.util.Date(json.asLong());
    return switch (schema.type()) {
      case INT8 -> (byte) json.asInt();
      case INT16 -> (short) json.asInt();
      case INT32 -> json.asInt();
      case INT64 -> Long.valueOf(json.asText());
      case FLOAT32 -> Float.valueOf(json.asText());
      case FLOAT64 -> Double.valueOf(json.asText());
      case BOOLEAN -> json.asBoolean();
      case STRING -> json.asText();
      case BYTES -> Base64.getDecoder().decode(json.asText());
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonNode item : json) list.add(readTyped(schema.valueSchema(), item));
        yield list;
      }
      case MAP -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        json.fields().forEachRemaining(entry -> map.put(entry.getKey(), readTyped(schema.valueSchema(), entry.getValue())));
        yield map;
      }
      case STRUCT -> {
        Struct struct = new Struct(schema);
        for (Field field : schema.fields()) struct.put(field, readTyped(field.schema(), json.get(field.name())));
        yield struct;
      }
    };
  }

  static JsonNode writeTyped(Schema schema, Object value) {
    if (value instanceof Struct struct) {
      ObjectNode json = JSON.createObjectNode();
      for (Field field : struct.schema().fields()) {
        Object own = showDefaults ? struct.get(field) : struct.getWithoutDefault(field.name());
        json.set(field.name(), writeTyped(field.schema(), own));
      }
      return json;
    }
    if (value instanceof List<?> list) {
      ArrayNode json = JSON.createArrayNode();
      for (Object item : list) json.add(writeTyped(schema.valueSchema(), item));
      return json;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode json = JSON.createObjectNode();
      map.forEach((key, item) -> json.set(String.valueOf(key), writeTyped(schema.valueSchema(), item)));
      return json;
    }
    if (value instanceof java.util.Date date) return JSON.getNodeFactory().numberNode(date.getTime());
    if (value instanceof BigDecimal decimal) return JSON.getNodeFactory().textNode(decimal.toPlainString());
    if (value instanceof Long number) return JSON.getNodeFactory().textNode(number.toString());
    if (value instanceof Float number && Float.isFinite(number)) return JSON.getNodeFactory().numberNode(number.doubleValue());
    if (value instanceof byte[] bytes) return JSON.getNodeFactory().textNode(Base64.getEncoder().encodeToString(bytes));
    return JSON.valueToTree(value);
  }

  /** Without a schema: a Long is {"$long": "1"}, bytes {"$bytes": "AA=="}, a date {"$date": 1}, any other number a double. */
  static Object readPlain(JsonNode json) {
    if (json == null || json.isNull()) return null;
    if (json.isBoolean()) return json.asBoolean();
    if (json.isNumber()) return json.asDouble();
    if (json.isTextual()) return json.asText();
    if (json.has("$long")) return Long.valueOf(json.get("$long").asText());
    if (json.has("$bytes")) return Base64.getDecoder().decode(json.get("$bytes").asText());
    if (json.has("$date")) return new java.util.Date(json.get("$date").asLong());
    if (json.isArray()) {
      List<Object> list = new ArrayList<>();
      for (JsonNode item : json) list.add(readPlain(item));
      return list;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    json.fields().forEachRemaining(entry -> map.put(entry.getKey(), readPlain(entry.getValue())));
    return map;
  }

  static JsonNode writePlain(Object value) {
    ObjectNode tagged = JSON.createObjectNode();
    if (value instanceof Long number) return tagged.put("$long", number.toString());
    if (value instanceof byte[] bytes) return tagged.put("$bytes", Base64.getEncoder().encodeToString(bytes));
    if (value instanceof java.util.Date date) return tagged.put("$date", date.getTime());
    if (value instanceof Number number) return JSON.getNodeFactory().numberNode(number.doubleValue());
    if (value instanceof Struct) throw new IllegalStateException("a struct without a schema");
    if (value instanceof List<?> list) {
      ArrayNode json = JSON.createArrayNode();
      for (Object item : list) json.add(writePlain(item));
      return json;
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> tagged.set(String.valueOf(key), writePlain(item)));
      return tagged;
    }
    return JSON.valueToTree(value);
  }
}
