// visitors: colours by name become numbers; the table is a text file beside this one.
const fs = require("fs");
const path = require("path");

module.exports = ({ file }) => {
  const lines = fs.readFileSync(path.join(__dirname, file), "utf8").trim().split("\n");
  const colours = new Map(lines.map(line => line.split(/\s+/)));
  return {
    afterPrint(program, options, emitHost, result) {
      for (const file of result) {
        file.code = file.code.replace(/"(\w+)"/g, (all, name) => colours.get(name) ?? all);
      }
    },
  };
};
