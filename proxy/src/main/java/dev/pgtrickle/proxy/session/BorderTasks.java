package dev.pgtrickle.proxy.session;

import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Tasks that write to the server between the messages of the client: they wait while one of those is half on its way, such as copy data that
 * the server refuses meanwhile.
 */
final class BorderTasks {

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final BooleanSupplier mayWrite;
    private final Consumer<RuntimeException> broken;
    private boolean running;

    /**
     * No tasks.
     *
     * @param mayWrite whether the client's last message is complete
     * @param broken is told what a task throws
     */
    BorderTasks(BooleanSupplier mayWrite, Consumer<RuntimeException> broken) {
        this.mayWrite = mayWrite;
        this.broken = broken;
    }

    /** Runs a task as soon as it may write, behind those that wait already. */
    void add(Runnable task) {
        tasks.add(task);
        run();
    }

    /** Runs what waits, if it may write now; called whenever that may have changed. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        Runnable task;
        while (mayWrite.getAsBoolean() && (task = tasks.poll()) != null) {
            try {
                task.run();
            } catch (RuntimeException e) {
                broken.accept(e);
            }
        }
        running = false;
    }
}
