package dev.scanctl.cli.context;

import dev.scanctl.cli.exit.Failure;
import dev.scanctl.wire.HostPort;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the lines of a contexts file and refuses what it does not know with the place of it. */
final class ContextsParser {
    private final String file;
    private final Map<String, String> coordinators = new TreeMap<>();
    private final Map<String, List<String>> segments = new TreeMap<>();
    private final Map<String, String> credentials = new TreeMap<>();
    private String current = "";

    ContextsParser(String file) {
        this.file = file;
    }

    void line(int number, String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int equals = line.indexOf('=');
        String key = equals < 0 ? line : line.substring(0, equals).strip();
        String value = equals < 0 ? "" : line.substring(equals + 1).strip();
        if (equals < 0 || value.isEmpty()) {
            throw refused(number, "'" + line + "' is not of the form 'key = value'");
        }
        if (key.equals("current")) {
            current = value;
        } else if (key.endsWith(".coordinator")) {
            coordinators.put(key.substring(0, key.lastIndexOf('.')), place(number, value));
        } else if (key.endsWith(".credentials")) {
            credentials.put(key.substring(0, key.lastIndexOf('.')), value);
        } else if (key.endsWith(".from")) {
            segments.put(key.substring(0, key.lastIndexOf('.')), split(value));
        } else {
            throw refused(number, "'" + key + "' is no key of this file: it knows current, NAME.coordinator,"
                    + " NAME.credentials, NAME.from");
        }
    }

    private String place(int number, String coordinator) {
        try {
            HostPort.parse(coordinator, 1);
            return coordinator;
        } catch (IllegalArgumentException e) {
            throw refused(number, String.valueOf(e.getMessage()));
        }
    }

    private Failure refused(int number, String what) {
        return Failure.usage(file + ":" + number + ": " + what);
    }

    private static List<String> split(String value) {
        return Arrays.stream(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    Contexts contexts() {
        for (String name : segments.keySet()) {
            if (!coordinators.containsKey(name)) {
                throw Failure.usage(file + ": context '" + name + "' has no line '" + name + ".coordinator = HOST:PORT'");
            }
        }
        Contexts contexts = Contexts.NONE;
        for (Map.Entry<String, String> each : coordinators.entrySet()) {
            contexts = contexts.with(new NamedContext(
                    each.getKey(), each.getValue(), credentials.getOrDefault(each.getKey(), ""), segments.getOrDefault(each.getKey(), List.of())));
        }
        return current.isEmpty() ? contexts : contexts.using(current);
    }
}
