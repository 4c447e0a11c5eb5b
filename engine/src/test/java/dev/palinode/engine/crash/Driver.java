package dev.palinode.engine.crash;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.reparent.ReparentOptions;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A proxy without clients in a process of its own, which waits at one place until it is told to go on, and dies with its parent. */
public final class Driver {
    /** It stands at its place. */
    static final String REACHED = "REACHED";

    /** It copies, and will change the primary when it is told to go on. */
    static final String COPYING = "COPYING";

    /** The beginning of what it says when what it was asked for is done: the migration's UUID, or what the command did. */
    static final String ANSWER = "ANSWER ";

    /** The beginning of what it says otherwise. */
    static final String REFUSED = "REFUSED ";

    /** It makes the time shorter after which servers give up the locks of a process that was stopped. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private static final int MAX_REFUSALS = 60;
    private static final long AGAIN_MILLIS = 1_000;

    private final Walk walk;
    private final String place;
    private final Semaphore word = new Semaphore(0);
    private final AtomicBoolean once = new AtomicBoolean();
    private final AtomicBoolean copied = new AtomicBoolean();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    private Driver(Walk walk, String place) {
        this.walk = walk;
        this.place = place;
    }

    /** Arguments: place, walk, keyspace, user, password, then the servers, the primary first. */
    public static void main(String[] args) throws InterruptedException {
        new Driver(Walk.valueOf(args[1]), args[0])
                .run(args[2], new Login(args[3], args[4]), List.of(args).subList(5, args.length));
    }

    private void run(String keyspace, Login login, List<String> servers) throws InterruptedException {
        Thread parent = new Thread(this::listen, "parent");
        parent.setDaemon(true);
        parent.start();
        List<ServerAddress> addresses = new ArrayList<>();
        servers.forEach(server -> addresses.add(ServerAddress.parse(server, 0)));
        boolean reparents = walk.scene() instanceof ReparentScene;
        FailPoints points = reparents ? this::copying : this::reached;
        Proxy proxy = Proxy.open(keyspace, Proxy.tablets(addresses, login), walk, points, name -> {
            if (name.equals("reparent.hold") || name.equals("reparent.fence")) {
                begun.countDown();
            }
            reached(name);
        });
        if (walk == Walk.SUBMIT) {
            say(() -> proxy.engine().submit(Request.submission(keyspace)).uuid());
        } else if (reparents) {
            opened.await();
            say(() -> reparentAtLast(proxy.commands().orElseThrow()));
            begun.countDown();
        }
        Thread.currentThread().join();
    }

    /** Stands there once. */
    private void reached(String name) {
        if (name.equals(place) && once.compareAndSet(false, true)) {
            System.out.println(REACHED);
            word.acquireUninterruptibly();
        }
    }

    /** The copy waits in its middle until the change of the primary has begun. */
    private void copying(String name) {
        if (name.equals("copy.committed") && copied.compareAndSet(false, true)) {
            System.out.println(COPYING);
            word.acquireUninterruptibly();
            opened.countDown();
            try {
                begun.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As a person does: what is refused before it comes to its place, such as for a lag, is said again. */
    private String reparentAtLast(ShardCommands commands) throws InterruptedException {
        for (int refusals = 0; ; refusals++) {
            try {
                return reparent(commands);
            } catch (EngineFault e) {
                if (once.get() || refusals == MAX_REFUSALS) {
                    throw e;
                }
                System.err.println("refused: " + e.getMessage());
                Thread.sleep(AGAIN_MILLIS);
            }
        }
    }

    private String reparent(ShardCommands commands) {
        ReparentOptions options = ReparentOptions.DEFAULTS.waiting(WAIT).to(Proxy.alias(1));
        List<String> lines =
                walk == Walk.EMERGENCY ? commands.emergencyReparent(options) : commands.plannedReparent(options);
        return String.join("; ", lines);
    }

    private interface Call {
        String answer() throws InterruptedException;
    }

    private static void say(Call call) throws InterruptedException {
        String line;
        try {
            line = ANSWER + call.answer();
        } catch (EngineFault e) {
            line = REFUSED + e.getMessage();
        }
        System.out.println(line.replace('\n', ' '));
        System.err.println(line);
    }

    private void listen() {
        try {
            while (System.in.read() >= 0) {
                word.release();
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        Runtime.getRuntime().halt(3);
    }
}
