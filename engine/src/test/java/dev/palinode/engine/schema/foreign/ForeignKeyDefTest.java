package dev.palinode.engine.schema.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.alter.ConstraintNames;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Foreign keys as SHOW CREATE TABLE writes them. */
final class ForeignKeyDefTest {
    private static final TableName T = new TableName("shop", "t");
    private static final TableName COPY = new TableName("shop", "copy");
    private static final String DEFINITION = """
            CREATE TABLE `t` (
              `id` int NOT NULL COMMENT 'CONSTRAINT `no` FOREIGN KEY (`x`) REFERENCES `y` (`z`)',
              `CONSTRAINT` int DEFAULT NULL,
              PRIMARY KEY (`id`),
              KEY `two` (`a`,`b``c`),
              CONSTRAINT `positive` CHECK ((`id` > 0)),
              CONSTRAINT `t_ibfk_1` FOREIGN KEY (`a`, `b``c`) REFERENCES `other`.`p` (`x`, `y`) ON DELETE SET NULL ON UPDATE NO ACTION,
              CONSTRAINT `tree` FOREIGN KEY (`up`) REFERENCES `t` (`id`)
            ) ENGINE=InnoDB""";

    private static final ForeignKeyDef PAIR = new ForeignKeyDef(
            "t_ibfk_1",
            List.of("a", "b`c"),
            new TableName("other", "p"),
            List.of("x", "y"),
            "ON DELETE SET NULL ON UPDATE NO ACTION");
    private static final ForeignKeyDef TREE = new ForeignKeyDef("tree", List.of("up"), T, List.of("id"), "");

    @Test
    void areRead() {
        assertThat(ForeignKeyDef.of(T, DEFINITION)).containsExactly(PAIR, TREE);
        assertThat(PAIR.cascades()).isTrue();
        assertThat(TREE.cascades()).isFalse();
        assertThat(new ForeignKeyDef("n", List.of("a"), T, List.of("b"), "ON DELETE RESTRICT ON UPDATE NO ACTION")
                        .cascades())
                .isFalse();
    }

    @Test
    void areWritten() {
        assertThat(PAIR.clause())
                .isEqualTo("CONSTRAINT `t_ibfk_1` FOREIGN KEY (`a`, `b``c`) REFERENCES `other`.`p` (`x`, `y`)"
                        + " ON DELETE SET NULL ON UPDATE NO ACTION");
        assertThat(ForeignKeyDef.of(T, TREE.clause())).containsExactly(TREE);
    }

    @Test
    void aCopyRefersToItselfWhereTheTableDoes() {
        assertThat(TREE.moved(T, COPY).parent()).isEqualTo(COPY);
        assertThat(PAIR.moved(T, COPY)).isEqualTo(PAIR);
    }

    @Test
    void demandTheSameWhateverTheyAreCalled() {
        ForeignKeyDef renamed = PAIR.renamed(Map.of("a", "A2"), COPY);
        assertThat(renamed.columns()).containsExactly("A2", "b`c");
        assertThat(renamed.parentColumns()).containsExactly("x", "y");
        assertThat(renamed.demands(PAIR)).isFalse();
        assertThat(PAIR.as("other").demands(PAIR)).isTrue();
    }

    @Test
    void namesOfACopyAreOthersAndCanBeGivenBack() {
        ForeignKeyNames names = new ForeignKeyNames(T, COPY, "seed", List.of("t_ibfk_1", "tree"));
        assertThat(names.onCopy(PAIR).name()).isEqualTo("copy_ibfk_1");
        String fresh = names.onCopy(TREE).name();
        assertThat(fresh).isEqualTo(ConstraintNames.fresh("tree", "seed"));
        assertThat(names.given())
                .containsEntry(fresh, "tree")
                .containsEntry(ConstraintNames.freshAdded("tree", "seed"), "tree");
        assertThat(names.onCopy(TREE.as("free")).name()).isEqualTo("free");
        TableName wide = new TableName("shop", "w".repeat(60));
        ForeignKeyNames long1 = new ForeignKeyNames(T, wide, "seed", List.of("t_ibfk_1"));
        assertThat(long1.onCopy(PAIR).name()).isEqualTo(ConstraintNames.fresh("t_ibfk_1", "seed"));
    }
}
