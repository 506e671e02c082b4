package dev.scanctl.coordinator.rpc.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.scanctl.coordinator.access.PermissionTable;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody can add a call and forget who may make it, nor a secret that then stands in the audit log. */
class PermissionTableTest {
    private static final Pattern SECRET = Pattern.compile("secret|token|password|private|key");

    @Test
    void everyCallOfEveryServiceIsListedAndNoOther() throws Exception {
        TreeSet<String> calls = new TreeSet<>();
        for (FileDescriptor file : files()) {
            for (ServiceDescriptor service : file.getServices()) {
                for (MethodDescriptor method : service.getMethods()) {
                    calls.add(service.getName() + "/" + method.getName());
                }
            }
        }

        assertThat(calls).hasSizeGreaterThan(15);
        assertThat(new TreeSet<>(new PermissionTable().calls())).isEqualTo(calls);
    }

    /** A field of bytes or text that is named after a secret is one, and is marked so. */
    @Test
    void noSecretIsToldOnRecord() throws Exception {
        List<String> told = new ArrayList<>();
        for (FileDescriptor file : files()) {
            for (Descriptor message : file.getMessageTypes()) {
                message.getFields().stream()
                        .filter(PermissionTableTest::mayBeSecret)
                        .filter(field -> !redacted(field.getOptions()))
                        .forEach(field -> told.add(field.getFullName()));
            }
        }

        assertThat(told).isEmpty();
    }

    private static boolean mayBeSecret(FieldDescriptor field) {
        boolean text = field.getJavaType() == FieldDescriptor.JavaType.STRING
                || field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING;
        return text && SECRET.matcher(field.getName()).find() && !field.getName().startsWith("public_")
                && !field.getName().endsWith("_id");
    }

    private static boolean redacted(FieldOptions options) {
        return options.getDebugRedact();
    }

    /** Of all services that were generated: the classes beside the one that is known. */
    private static List<FileDescriptor> files() throws Exception {
        List<FileDescriptor> files = new ArrayList<>();
        for (String name : generated()) {
            Class<?> type = Class.forName("dev.scanctl.proto.v1." + name);
            Object descriptor = type.getMethod("getServiceDescriptor").invoke(null);
            Object schema = Objects.requireNonNull(((io.grpc.ServiceDescriptor) descriptor).getSchemaDescriptor());
            files.add(((ProtoFileDescriptorSupplier) schema).getFileDescriptor());
        }
        return files;
    }

    private static List<String> generated() throws Exception {
        Class<?> known = dev.scanctl.proto.v1.ScanServiceGrpc.class;
        
        Path place = Path.of(known.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return names(place);
        }
        try (var jar = FileSystems.newFileSystem(place)) {
            return names(jar.getPath("/"));
        }
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> classes = Files.list(root.resolve("dev/scanctl/proto/v1"))) {
            return classes.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith("ServiceGrpc.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
    }
}
