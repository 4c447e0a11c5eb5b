package dev.palinode.shell;

import dev.palinode.shell.command.Screen;
import dev.palinode.shell.input.LiveArea;
import java.util.List;

/** Lends the live part of the terminal to a command. */
record LiveScreen(LiveArea area) implements Screen {
    @Override
    public int width() {
        return area.width();
    }

    @Override
    public int height() {
        return area.height();
    }

    @Override
    public void draw(List<String> lines) {
        area.draw(lines);
    }

    @Override
    public boolean waitForLeave(long millis) {
        return area.waitForLeave(millis);
    }

    @Override
    public void close() {
        area.close();
    }
}
