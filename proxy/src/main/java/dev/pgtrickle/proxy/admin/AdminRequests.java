package dev.pgtrickle.proxy.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection; what may block does so on a virtual thread. */
final class AdminRequests extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(AdminRequests.class);

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters;
    private final Readiness readiness;

    AdminRequests(PrometheusMeterRegistry meters, Readiness readiness) {
        this.meters = meters;
        this.readiness = readiness;
    }

    /** What a request gets. */
    private record Answer(HttpResponseStatus status, String type, String body) {

        static Answer text(HttpResponseStatus status, String body) {
            return new Answer(status, TEXT, body + "\n");
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        HttpMethod method = request.method();
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        String path = new QueryStringDecoder(request.uri()).path();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            Answer refusal = Answer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD");
            write(context, refusal, method, keepAlive);
            return;
        }
        Thread.ofVirtual().name("admin-request").start(() -> {
            Answer answer;
            try {
                answer = answer(path);
            } catch (RuntimeException e) {
                LOG.error("request {} has failed", path, e);
                answer = Answer.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "failed; see the log");
            }
            write(context, answer, method, keepAlive);
        });
    }

    private Answer answer(String path) {
        return switch (path) {
            case "/metrics" -> new Answer(HttpResponseStatus.OK, PROMETHEUS, meters.scrape());
            case "/health/live" -> Answer.text(HttpResponseStatus.OK, "live");
            case "/health/ready" ->
                readiness
                        .obstacle()
                        .map(o -> Answer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, o))
                        .orElseGet(() -> Answer.text(HttpResponseStatus.OK, "ready"));
            case "/" -> Answer.text(HttpResponseStatus.OK, "pgtrickle: /metrics /health/live /health/ready");
            default -> Answer.text(HttpResponseStatus.NOT_FOUND, "not found");
        };
    }

    private static void write(ChannelHandlerContext context, Answer answer, HttpMethod method, boolean keepAlive) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        ByteBuf content = method.equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            var unused = written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection to the admin endpoint broke: {}", cause.toString());
        var unused = context.close();
    }
}
