package dev.palinode.shell.command.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the shell says about VTCTL is what the proxy takes. */
final class VtctlCatalogTest {
    private static List<String> formsOfTheProxy() throws ReflectiveOperationException {
        List<String> forms = new ArrayList<>();
        for (String kind : List.of("VtctlVerb", "ThrottlerConfig", "TopoVerb")) {
            Class<?> verb = Class.forName("dev.palinode.proxy.intercept.vtctl." + kind);
            if (kind.equals("ThrottlerConfig")) {
                Field form = verb.getDeclaredField("FORM");
                form.setAccessible(true);
                forms.add(String.valueOf(form.get(null)));
                continue;
            }
            Field all = verb.getDeclaredField("ALL");
            Method form = verb.getMethod("form");
            all.setAccessible(true);
            form.setAccessible(true);
            for (Object one : (List<?>) all.get(null)) {
                forms.add(String.valueOf(form.invoke(one)));
            }
        }
        return forms;
    }

    @Test
    void commandsAreWrittenAsTheProxyTakesThem() throws Exception {
        assertThat(VtctlCatalog.ENTRIES)
                .extracting(entry -> entry.usage().replaceFirst("^vtctl", "VTCTL"))
                .containsExactlyElementsOf(formsOfTheProxy());
    }

    @Test
    void helpKnowsEachOfThem() {
        VtctlCommand vtctl = new VtctlCommand();
        assertThat(VtctlCatalog.ENTRIES)
                .allSatisfy(entry -> assertThat(vtctl.about(entry.name())).hasValueSatisfying(manual -> {
                    assertThat(manual.usage()).isEqualTo(entry.usage());
                    assertThat(manual.examples())
                            .allMatch(line -> !line.contains("<") && !line.contains("[") && !line.endsWith(" "));
                }));
        assertThat(vtctl.about("nonsense")).isEmpty();
    }

    @Test
    void oneTableIsNotPlural() {
        assertThat(List.of(DoctorCommand.tables(0), DoctorCommand.tables(1), DoctorCommand.tables(2)))
                .containsExactly("no old tables are", "1 old table is", "2 old tables are");
    }
}
