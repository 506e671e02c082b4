package dev.scanctl.program;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version this was built as. All modules have the same. */
public final class BuiltVersion {
    private static final String BUILT_AS = "/META-INF/maven/dev.scanctl/scanctl-proto/pom.properties";

    private BuiltVersion() {}

    /** Such as {@code 0.1.0}; {@code development} where it runs from class files. */
    public static String text() {
        try (InputStream in = BuiltVersion.class.getResourceAsStream(BUILT_AS)) {
            Properties built = new Properties();
            if (in != null) {
                built.load(in);
            }
            return built.getProperty("version", "development");
        } catch (IOException e) {
            return "development";
        }
    }
}
