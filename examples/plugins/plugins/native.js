// moduleResolution: "native:NAME" is a Lua file of the engine, and not beside its typings.
const path = require("path");

module.exports = ({ prefix, folder }) => ({
  moduleResolution(moduleIdentifier, requiringFile, options, emitHost) {
    if (!moduleIdentifier.startsWith(prefix)) {
      return undefined;
    }
    const name = moduleIdentifier.slice(prefix.length);
    const file = path.join(path.dirname(options.configFilePath), folder, `${name}.lua`);
    return emitHost.fileExists(file) ? file : `./${name}_missing`;
  },
});
