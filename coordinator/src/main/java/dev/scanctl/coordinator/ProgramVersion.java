package dev.scanctl.coordinator;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version this was built as. */
final class ProgramVersion {
    private static final String BUILT_AS = "/META-INF/maven/dev.scanctl/scanctl-coordinator/pom.properties";

    private ProgramVersion() {}

    /** Such as {@code 0.1.0}; {@code development} where it runs from class files. */
    static String text() {
        try (InputStream in = ProgramVersion.class.getResourceAsStream(BUILT_AS)) {
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
