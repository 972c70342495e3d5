package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What a plugin can see of others. `proof/attacks` has what it can do to them.
@DisplayName("R1 a plugin harms nobody but its own build")
class HostilePluginTest {
  @Test
  @DisplayName("a plugin reads no content by its digest that is not part of its project")
  void contentsOfOthersStayHidden() {
    TestProject project =
        new TestProject()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[]},
                 "tstl":{"luaTarget":"5.4","luaPlugins":[{"name":"./plugin.js"}]}}""")
            .file("secret.json", "{\"mine\": true}")
            .file("main.ts", "export const x = 1;\n")
            .file(
                "plugin.js",
                """
                module.exports = { beforeTransform() {
                const theirs = "%s";
                const mine = "%s";
                throw new Error([__host("source", theirs), __host("blob", theirs), __host("source", mine)].join());
                } };
                """
                    .formatted(
                        TestProject.SOMEBODY_ELSES.digest().hex(),
                        TestProject.digestOf("{\"mine\": true}")));

    String message =
        project.build(TestCompilers.shared()).built().diagnostics().getFirst().message();
    assertTrue(message.contains(",,{\"mine\": true}"), message);
  }
}
