import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/**
 * Writes the same records as one batch with each codec, as Kafka's own producer does (kafka-clients 4.1.1): text that repeats, over more
 * than one block of each codec, and bytes that no codec makes smaller.
 *
 *     java -cp 'kafka-clients.jar:lz4-java.jar:snappy-java.jar:zstd-jni.jar:slf4j-api.jar' RecordBatches.java
 */
public class RecordBatches {
    public static void main(String[] args) throws Exception {
        SimpleRecord[] records = new SimpleRecord[401];
        for (int i = 0; i < 400; i++)
            records[i] = new SimpleRecord(1_700_000_000_000L + i, bytes("key " + i), bytes(("record " + i + " ").repeat(i % 50)));
        byte[] noise = new byte[70_000];
        new Random(17).nextBytes(noise);
        records[400] = new SimpleRecord(1_700_000_000_400L, null, noise);
        for (CompressionType type : CompressionType.values()) {
            ByteBuffer buffer = MemoryRecords.withRecords(Compression.of(type).build(), records).buffer();
            byte[] batch = new byte[buffer.remaining()];
            buffer.get(batch);
            Files.write(Path.of(type.name + ".bin"), batch);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
