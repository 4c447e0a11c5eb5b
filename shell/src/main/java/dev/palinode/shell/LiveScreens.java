package dev.palinode.shell;

import dev.palinode.shell.command.Interruption;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.Screens;
import dev.palinode.shell.input.LineInput;
import dev.palinode.shell.input.LiveArea;
import dev.palinode.shell.render.text.Visible;
import java.util.List;

/**
 * Lends the live parts of the terminal to commands.
 *
 * @param input the terminal
 * @param interruption is told of Ctrl-C: what stands behind the command is not run then
 */
record LiveScreens(LineInput input, Interruption interruption) implements Screens {
    @Override
    public Screen below() {
        return new Live(input.live(interruption::ask));
    }

    @Override
    public Screen whole() {
        return new Live(input.window(interruption::ask));
    }

    private record Live(LiveArea area) implements Screen {
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
            area.draw(lines.stream().map(Visible::line).toList());
        }

        @Override
        public char key(long millis) {
            int key = area.key(millis);
            return switch (key) {
                case LiveArea.NONE -> NO_KEY;
                case LiveArea.LEAVE -> LEAVE;
                case LiveArea.UP -> UP;
                case LiveArea.DOWN -> DOWN;
                default -> (char) key;
            };
        }

        @Override
        public void close() {
            area.close();
        }
    }
}
