package dev.scanctl.cli.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A channel with an event loop of its own: a shared one that is parked costs 300 ms at the end of the process. */
public final class Connection implements AutoCloseable {
    /** Answers are pages of results: some hundred KiB; this leaves room. */
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private static final Logger NETTY = Logger.getLogger("io.netty");

    private final ManagedChannel channel;
    private final @Nullable EventLoopGroup loop;

    Connection(ManagedChannel channel, @Nullable EventLoopGroup loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** Connects at the first call. */
    public static Connection to(Endpoint endpoint, Proof proof) {
        // Netty warns that a Unix socket knows no SO_KEEPALIVE; what matters comes as a status of the call.
        NETTY.setLevel(Level.SEVERE);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        return new Connection(builder(endpoint, proof, loop).directExecutor().build(), loop);
    }

    /** A coordinator within this process. */
    public static Connection inProcess(String name) {
        return new Connection(
                InProcessChannelBuilder.forName(name)
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .build(),
                null);
    }

    /** Makes channels to the endpoint that bring their own threads, for an agent that shuts each down itself. */
    public static Supplier<ManagedChannel> dial(Endpoint endpoint, Connection owner) {
        EventLoopGroup loop = owner.loop;
        if (loop == null) {
            throw new IllegalArgumentException("an in-process connection has no event loop");
        }
        return () -> builder(endpoint, Proof.NONE, loop).build();
    }

    private static NettyChannelBuilder builder(Endpoint endpoint, Proof proof, EventLoopGroup loop) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(endpoint.address())
                .eventLoopGroup(loop)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES);
        Tls.apply(proof, builder);
        return switch (endpoint) {
            case Endpoint.Tcp _ -> builder.channelType(NioSocketChannel.class)
                    .keepAliveTime(20, SECONDS)
                    .keepAliveTimeout(10, SECONDS);
            case Endpoint.UnixSocket _ -> builder.channelType(NioDomainSocketChannel.class)
                    .overrideAuthority("localhost");
        };
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        if (loop != null) {
            loop.shutdownGracefully(0, 100, MILLISECONDS).awaitUninterruptibly(200);
        }
    }
}
