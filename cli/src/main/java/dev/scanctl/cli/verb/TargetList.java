package dev.scanctl.cli.verb;

import dev.scanctl.cli.exit.Failure;
import dev.scanctl.proto.v1.SourceText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Target expressions from the command line and from lists, each with the place where it was written. */
public final class TargetList {
    /** As much as one request may carry, with room: beyond it the coordinator would refuse the message. */
    private static final int MOST = 400_000;

    private TargetList() {}

    public static List<SourceText> of(List<String> typed) {
        return typed.stream().map(text -> source(text, "")).toList();
    }

    /** Expressions parted by white space or commas; '#' begins a comment. "-" is standard input. */
    public static List<SourceText> ofFile(String option, String name, InputStream stdin) {
        try {
            if (name.equals("-")) {
                return read("standard input", new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8)));
            }
            try (BufferedReader reader = Files.newBufferedReader(Path.of(name))) {
                return read(name, reader);
            }
        } catch (NoSuchFileException e) {
            throw Failure.usage(option + ": there is no file '" + name + "'");
        } catch (MalformedInputException e) {
            throw Failure.usage(option + ": '" + name + "' is not a text file");
        } catch (IOException | RuntimeException e) {
            if (e instanceof Failure failure) {
                throw failure;
            }
            throw Failure.usage(option + ": cannot read '" + name + "': " + e.getMessage());
        }
    }

    private static List<SourceText> read(String origin, BufferedReader reader) throws IOException {
        List<SourceText> all = new ArrayList<>();
        String line;
        for (int number = 1; (line = reader.readLine()) != null; number++) {
            int comment = line.indexOf('#');
            String said = comment < 0 ? line : line.substring(0, comment);
            for (String word : said.split("[\\s,]+")) {
                if (!word.isEmpty()) {
                    all.add(source(word, origin + ":" + number));
                }
            }
            if (all.size() > MOST) {
                throw Failure.usage(origin + " holds more than " + MOST + " expressions: part it, or use prefixes");
            }
        }
        return all;
    }

    private static SourceText source(String text, String origin) {
        return SourceText.newBuilder().setText(text).setOrigin(origin).build();
    }
}
