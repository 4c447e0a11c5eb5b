package dev.palinode.engine.migration.plan;

/**
 * Nothing is done, because there is nothing to do or because it cannot be done.
 *
 * @param word {@code no-op}, or {@code refused}
 * @param summary why
 */
record NoCourse(String word, String summary) implements Course {
    static NoCourse nothing(String why) {
        return new NoCourse("no-op", why);
    }

    static NoCourse refused() {
        return new NoCourse("refused", "see the refusals");
    }

    @Override
    public boolean isImmediate() {
        return true;
    }

    @Override
    public void describe(PlanSheet sheet) {
        if (word.equals("no-op")) {
            sheet.add(Aspect.REVERTIBLE, "yes", "there would be nothing to take back");
        }
    }
}
