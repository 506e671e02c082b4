package dev.scanctl.coordinator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The gRPC servers, one for each {@link ListenOn}, all with the same services. {@code start} and {@code close} belong
 * to the thread that owns the coordinator; calls run on virtual threads.
 */
final class Listeners implements AutoCloseable {
    /** The largest message is a submit with a long target list, or a batch of results; 16 MiB holds both with room. */
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    /** Headers carry no data of ours. */
    private static final int MAX_METADATA_BYTES = 16 << 10;

    /** An agent needs two calls at a time and a client a handful; more than this on one connection is a fault. */
    private static final int MAX_CALLS_PER_CONNECTION = 256;

    /** Calls that a client may call off within the window: opening and resetting without end is an attack (CVE-2023-44487). */
    private static final int MAX_RESETS = 200;

    private static final int RESET_WINDOW_SECONDS = 30;

    /** A connection without any call ends; an agent's session is a call, and operators connect again. */
    private static final int IDLE_MINUTES = 5;

    /** Calls that are still answering when the coordinator stops get this long, milliseconds. */
    private static final long GRACE_MILLIS = 1_000;

    private final List<ListenOn> places;
    private final List<BindableService> services;
    private final ServerInterceptor guard;
    private final Optional<SslContext> tls;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLoopGroup acceptLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoopGroup workLoops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Server> servers = new ArrayList<>();

    /** @param tls for all that come by TCP; empty: they are not encrypted */
    Listeners(
            List<ListenOn> places,
            List<BindableService> services,
            ServerInterceptor guard,
            Optional<SslContext> tls) {
        this.places = places;
        this.services = services;
        this.guard = guard;
        this.tls = tls;
    }

    /** Starts all of them, or throws with the place that could not be had; close it in either case. */
    void start() throws IOException {
        for (ListenOn place : places) {
            try {
                start(place);
            } catch (IOException | UnresolvedAddressException e) {
                throw new IOException("cannot listen on " + place + ": " + rootMessage(e), e);
            }
        }
    }

    private void start(ListenOn place) throws IOException {
        switch (place) {
            case ListenOn.Tcp tcp -> servers.add(tcp(tcp).start());
            case ListenOn.InProcess inProcess -> servers.add(inProcess(inProcess).start());
            case ListenOn.UnixSocket socket -> {
                SocketFile file = new SocketFile(socket.path());
                file.claim();
                servers.add(unix(socket).start());
                file.protect();
            }
        }
    }

    private Server tcp(ListenOn.Tcp tcp) {
        InetSocketAddress address = new InetSocketAddress(tcp.host(), tcp.port());
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(address).channelFactory(LimitedServerChannel::new);
        tls.ifPresent(builder::sslContext);
        return netty(builder);
    }

    private Server unix(ListenOn.UnixSocket socket) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket.path());
        return netty(NettyServerBuilder.forAddress(address).channelType(NioServerDomainSocketChannel.class));
    }

    /** A client may ping as often as it likes: an agent behind a firewall keeps its path open that way. */
    private Server netty(NettyServerBuilder builder) {
        builder.bossEventLoopGroup(acceptLoop)
                .workerEventLoopGroup(workLoops)
                .permitKeepAliveWithoutCalls(true)
                .permitKeepAliveTime(5, SECONDS)
                .keepAliveTime(1, MINUTES)
                .keepAliveTimeout(20, SECONDS)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
                .maxConnectionIdle(IDLE_MINUTES, MINUTES);
        return withServices(builder);
    }

    private Server inProcess(ListenOn.InProcess place) {
        return withServices(InProcessServerBuilder.forName(place.name()));
    }

    private Server withServices(ServerBuilder<?> builder) {
        builder.executor(calls)
                .intercept(guard)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .handshakeTimeout(10, SECONDS);
        services.forEach(builder::addService);
        return builder.build();
    }

    /** The TCP port of the first TCP listener, or −1 if there is none. */
    int port() {
        return servers.stream().mapToInt(Server::getPort).filter(p -> p > 0).findFirst().orElse(-1);
    }

    /** Takes no more calls; those that run go on. */
    void stopAccepting() {
        servers.forEach(Server::shutdown);
    }

    /** Takes no more calls, gives those that run a moment, ends the rest. May be called again. */
    @Override
    public void close() {
        stopAccepting();
        try {
            for (Server server : servers) {
                server.awaitTermination(GRACE_MILLIS, MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.forEach(Server::shutdownNow);
        places.forEach(Listeners::removeSocketFile);
        acceptLoop.shutdownGracefully(0, GRACE_MILLIS, MILLISECONDS);
        workLoops.shutdownGracefully(0, GRACE_MILLIS, MILLISECONDS);
        calls.shutdown();
    }

    private static void removeSocketFile(ListenOn place) {
        if (place instanceof ListenOn.UnixSocket socket) {
            new SocketFile(socket.path()).remove();
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnresolvedAddressException) {
            return "the host's name does not resolve";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
