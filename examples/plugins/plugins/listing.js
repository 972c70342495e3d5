// beforeEmit: changes what is about to be written, and adds a file that lists it.
const path = require("path");

const checksum = text => {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    sum = (sum * 31 + text.charCodeAt(i)) >>> 0;
  }
  return sum.toString(16).padStart(8, "0");
};

module.exports = ({ listing }) => ({
  beforeEmit(program, options, emitHost, result) {
    const outDir = options.outDir;
    const lines = result.map(file => {
      if (!file.outputPath.endsWith("lualib_bundle.lua")) {
        file.code = `${file.code.trimEnd()}\n-- ${checksum(file.code)}\n`;
      }
      const name = path.relative(outDir, file.outputPath).split(path.sep).join("/");
      return `    { "${name}", "${checksum(file.code)}", ${file.sourceFiles?.length ?? 0} },\n`;
    });
    result.push({
      outputPath: path.join(outDir, listing),
      code: `return {\n${lines.sort().join("")}}\n`,
    });
  },
});
