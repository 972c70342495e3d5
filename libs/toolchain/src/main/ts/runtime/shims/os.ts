// Node's `os`: the same machine for everybody.
export const EOL = "\n";
export const platform = () => "linux";
export const type = () => "Linux";
export const arch = () => "x64";
export const release = () => "";
export const homedir = () => "/";
export const tmpdir = () => "/tmp";
export const cpus = () => [];
export default { EOL, platform, type, arch, release, homedir, tmpdir, cpus };
