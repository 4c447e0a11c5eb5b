package dev.palinode.shell.command;

import java.util.List;

/** Leaves the shell. */
final class QuitCommand implements Command {
    @Override
    public List<String> names() {
        return List.of("exit", "quit", "\\q");
    }

    @Override
    public String operands() {
        return "";
    }

    @Override
    public String summary() {
        return "leave the shell";
    }

    @Override
    public boolean takes(String operand) {
        return operand.isEmpty();
    }

    @Override
    public Next run(ShellContext context, String operand) {
        return Next.LEAVE;
    }
}
