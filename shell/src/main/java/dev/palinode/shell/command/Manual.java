package dev.palinode.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What {@code help} says about a command.
 *
 * @param group under which heading it is listed
 * @param names the words that call it, lower case; the first is the one that is shown
 * @param operands what follows the name, such as {@code [id|state]}; empty when nothing does
 * @param summary one line
 * @param details options and their meaning, a line each
 * @param examples lines that can be typed as they are, given such a migration
 */
public record Manual(
        Group group, List<String> names, String operands, String summary, List<String> details, List<String> examples) {

    /** The headings of {@code help}. */
    public enum Group {
        /** Looking at migrations. */
        WATCH("Migrations: look"),
        /** Changing what becomes of them. */
        STEER("Migrations: steer"),
        /** Whole schemas. */
        SCHEMA("Schemas in files"),
        /** Servers, sessions, old tables. */
        ADMIN("Administration"),
        /** The shell itself. */
        SHELL("The shell");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        /**
         * What stands above the commands of the group.
         *
         * @return a few words
         */
        public String title() {
            return title;
        }
    }

    public Manual {
        Objects.requireNonNull(group, "group");
        names = List.copyOf(names);
        Objects.requireNonNull(operands, "operands");
        Objects.requireNonNull(summary, "summary");
        details = List.copyOf(details);
        examples = List.copyOf(examples);
    }

    /**
     * A manual with one example and no details.
     *
     * @param group under which heading it is listed
     * @param name the word that calls it
     * @param operands what follows the name
     * @param summary one line
     * @param example a line that can be typed
     * @return the manual
     */
    public static Manual of(Group group, String name, String operands, String summary, String example) {
        return new Manual(group, List.of(name), operands, summary, List.of(), List.of(example));
    }

    /**
     * The same under more names.
     *
     * @param more other words that call the command
     * @return a copy
     */
    public Manual alias(String... more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(List.of(more));
        return new Manual(group, all, operands, summary, details, examples);
    }

    /**
     * The same with explanations.
     *
     * @param lines of details
     * @return a copy
     */
    public Manual details(String... lines) {
        return new Manual(group, names, operands, summary, List.of(lines), examples);
    }

    /**
     * The word that is shown.
     *
     * @return the first of the names
     */
    public String name() {
        return names.get(0);
    }

    /**
     * How the command is written.
     *
     * @return the name and the operands
     */
    public String usage() {
        return operands.isEmpty() ? name() : name() + " " + operands;
    }
}
