import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;

/**
 * Writes what java.util.Properties makes of small texts, a line of JSON each: [text, [[key, value], ...]], or [text, null] where Java
 * refuses the text. Pairs are in the order of the text, repeated keys and all. The same every time it runs.
 *
 *     java RecordCorpus.java > corpus.jsonl
 */
public class RecordCorpus {
    static final String[] PIECES = {
        "\\", "\\", "\\", "\n", "\n", "\r", "\r\n", " ", "\t", "\f", "=", ":", "#", "!", "a", "b", "key", "n", "t", "u", "u0041", "u00e9",
        "u12", "uuuu", "0", "\"", "é", "€", "\ud83d\ude00", "\u2028", "\u0000", "\u00a0", "__proto__", "[s]", "${a:b}"
    };
    static final String[] CHOSEN = {
        "", "\\", "\\\n", "\\\r\n", "\\\r", "\\\n\\\n", "\\\n ", "\\\n#a\nb", "\\\n\n#a", "a\\\n", "a\\", "a\\\\", "a=\\", "#a\\\nb", "!a\\\r\nb",
        "a\\\r\n  b=c\\\r\n  d", "a\\\r  b \\\r = c", "a = = b", "a : = b", "a b = c", "a\\ b\\:\\= c", "=a", ": a", " \f\ta", "a=b \t",
        "a=\\u00e9\\u0041", "a=\\u12", "\\u12=a", "a=\\u123g", "a=\\U0041", "a=\\\\u12", "a=\\\\\\u12", "# \\u12\na", "__proto__=1\nconstructor=2",
        "\ufeffa=b", "a=1\na=2", "a\n\n\nb", "a\r\rb", "a=\\\n\n b", "a=\\\n#b", "a=1 # no comment", "\\#a\\!=\\#", "\\ a=\\ b"
    };

    public static void main(String[] args) throws Exception {
        Random random = new Random(17);
        List<String> texts = new ArrayList<>(List.of(CHOSEN));
        while (texts.size() < 4000) {
            StringBuilder text = new StringBuilder();
            for (int left = 1 + random.nextInt(14); left > 0; left--) text.append(PIECES[random.nextInt(PIECES.length)]);
            texts.add(text.toString());
        }
        for (String text : texts) System.out.println("[" + quote(text) + "," + read(text) + "]");
    }

    static String read(String text) throws Exception {
        List<String> pairs = new ArrayList<>();
        Properties properties = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
                pairs.add("[" + quote((String) key) + "," + quote((String) value) + "]");
                return null;
            }
        };
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException refused) {
            return "null";
        }
        return "[" + String.join(",", pairs) + "]";
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c >= ' ' && c < 127) quoted.append(c);
            else quoted.append(String.format("\\u%04x", (int) c));
        }
        return quoted.append('"').toString();
    }
}
