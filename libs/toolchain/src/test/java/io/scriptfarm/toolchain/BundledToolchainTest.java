package io.scriptfarm.toolchain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Toolchain;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BundledToolchainTest {
  @Test
  @DisplayName("R4 the toolchain names its versions and a digest over its content")
  void namesItsVersions() {
    Toolchain toolchain = BundledToolchain.identity();

    assertTrue(toolchain.typescriptToLua().startsWith("1.37."), toolchain.toString());
    assertTrue(toolchain.typescript().startsWith("6.0."), toolchain.toString());
  }

  @Test
  void bringsTheLibrariesOfBothCompilers() {
    assertTrue(BundledToolchain.files().containsKey("typescript/lib/lib.esnext.full.d.ts"));
    assertTrue(
        BundledToolchain.files()
            .containsKey("typescript-to-lua/dist/lualib/universal/lualib_bundle.lua"));
    assertEquals('"', BundledToolchain.driver().charAt(0));
  }
}
