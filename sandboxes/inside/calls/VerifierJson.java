import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON, read as maps, lists, text, numbers, booleans and null, and written. */
final class VerifierJson {
    private final String text;
    private int at;

    private VerifierJson(String text) {
        this.text = text;
    }

    static Object read(String text) {
        return new VerifierJson(text).value();
    }

    static Map<String, Object> entry(String key, Object value) {
        Map<String, Object> made = new LinkedHashMap<>();
        made.put(key, value);
        return made;
    }

    static Map<String, Object> entries(Object... pairs) {
        Map<String, Object> made = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) made.put((String) pairs[i], pairs[i + 1]);
        return made;
    }

    private char skip() {
        while (" \n\r\t,:".indexOf(text.charAt(at)) >= 0) at++;
        return text.charAt(at);
    }

    private Object value() {
        switch (skip()) {
            case '{': {
                Map<String, Object> made = new LinkedHashMap<>();
                for (at++; skip() != '}'; ) {
                    String key = string();
                    made.put(key, value());
                }
                at++;
                return made;
            }
            case '[': {
                List<Object> made = new ArrayList<>();
                for (at++; skip() != ']'; ) made.add(value());
                at++;
                return made;
            }
            case '"':
                return string();
            case 't':
                at += 4;
                return true;
            case 'f':
                at += 5;
                return false;
            case 'n':
                at += 4;
                return null;
            default:
                return number();
        }
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        String digits = text.substring(start, at);
        if (digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0) return Double.valueOf(digits);
        return new BigInteger(digits);
    }

    private String string() {
        StringBuilder made = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char sign = text.charAt(at);
            if (sign != '\\') {
                made.append(sign);
                continue;
            }
            sign = text.charAt(++at);
            int place = "nrtbf".indexOf(sign);
            if (place >= 0) made.append("\n\r\t\b\f".charAt(place));
            else if (sign == 'u') {
                made.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                at += 4;
            } else made.append(sign);
        }
        at++;
        return made.toString();
    }

    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, Object value) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            boolean first = true;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!first) out.append(',');
                first = false;
                write(out, entry.getKey());
                out.append(':');
                write(out, entry.getValue());
            }
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (int i = 0; i < list.size(); i++) {
                if (i > 0) out.append(',');
                write(out, list.get(i));
            }
            out.append(']');
        } else if (value instanceof String word) {
            quote(out, word);
        } else if (value instanceof BigDecimal decimal) {
            out.append(decimal.toPlainString());
        } else {
            out.append(value);
        }
    }

    private static void quote(StringBuilder out, String word) {
        out.append('"');
        for (int i = 0; i < word.length(); i++) {
            char sign = word.charAt(i);
            if (sign == '"' || sign == '\\') out.append('\\').append(sign);
            else if (sign < ' ' || sign > '~') out.append(String.format("\\u%04x", (int) sign));
            else out.append(sign);
        }
        out.append('"');
    }
}
