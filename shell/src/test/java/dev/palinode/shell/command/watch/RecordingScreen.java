package dev.palinode.shell.command.watch;

import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.Screens;
import java.util.ArrayList;
import java.util.List;

/** A screen of ten lines whose user presses some keys, and then leaves or has patience without end. */
final class RecordingScreen implements Screen, Screens {
    final List<List<String>> drawings = new ArrayList<>();
    private final String keys;
    private int waits;

    /** One key per wait; a blank is none. */
    RecordingScreen(String keys) {
        this.keys = keys;
    }

    @Override
    public Screen below() {
        return this;
    }

    @Override
    public Screen whole() {
        return this;
    }

    @Override
    public int width() {
        return 120;
    }

    @Override
    public int height() {
        return 10;
    }

    @Override
    public void draw(List<String> lines) {
        drawings.add(List.copyOf(lines));
    }

    @Override
    public char key(long millis) {
        char key = waits < keys.length() ? keys.charAt(waits) : ' ';
        waits++;
        return key == ' ' ? NO_KEY : key;
    }

    int waits() {
        return waits;
    }

    @Override
    public void close() {}
}
