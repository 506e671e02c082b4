package dev.scanctl.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version this was built as. */
final class AgentVersion {
    private static final String BUILT_AS = "/META-INF/maven/dev.scanctl/scanctl-agent/pom.properties";

    private AgentVersion() {}

    /** Such as {@code 0.1.0}; {@code development} where it runs from class files. */
    static String text() {
        try (InputStream in = AgentVersion.class.getResourceAsStream(BUILT_AS)) {
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
