package dev.palinode.engine.migration.plan;

/** A way in which a statement would be carried out. */
sealed interface Course
        permits CopyCourse, ServerCourse, RotationCourse, ToolCourse, ImmediateCourse, NoCourse, PlainCourse {
    /** The word for it: {@code copy}, {@code instant}, {@code server}, {@code partition}, {@code gh-ost},
     * {@code pt-osc}, {@code immediate}, {@code no-op}, {@code direct}. */
    String word();

    /** The same in a sentence. */
    String summary();

    /** Whether it is over in one step. */
    boolean isImmediate();

    /** Writes down what there is to say about it, beside the table itself. */
    void describe(PlanSheet sheet);
}
