package io.scriptfarm.toolchain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
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
    assertTrue(BundledToolchain.listing().containsKey("typescript/lib/lib.esnext.full.d.ts"));
    assertTrue(
        BundledToolchain.listing()
            .containsKey("typescript-to-lua/dist/lualib/universal/lualib_bundle.lua"));
    assertEquals('"', BundledToolchain.driver().charAt(0));
  }

  @Test
  void listsItsFilesAsTheyAre() {
    BundledToolchain.listing()
        .forEach(
            (path, file) -> {
              Blob blob = Blob.ofUtf8(BundledToolchain.text(path));
              assertEquals(blob.digest(), file.digest(), path);
              assertEquals(blob.size(), file.size(), path);
            });
  }
}
