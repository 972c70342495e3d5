export const EOL = "\n";
export const platform = () => "linux";
export const homedir = () => "/";
export default { EOL, platform, homedir };
