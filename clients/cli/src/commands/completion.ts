// Completion for shells: what farm completion prints is sourced, and asks farm for words.
import { UsageError } from "../arguments.js";
import type { Command } from "../command.js";
import { ExitCode } from "../exit-codes.js";

const SHELLS: Readonly<Record<string, string>> = {
    bash: `_farm() {
  COMPREPLY=($(compgen -W "$(farm completion words "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _farm farm
`,
    zsh: `#compdef farm
_farm() {
  local -a words_of_farm=(\${(f)"$(farm completion words "\${(@)words[2,CURRENT-1]}" 2>/dev/null)"})
  compadd -a words_of_farm
  _files
}
compdef _farm farm
`,
    fish: `complete -c farm -a '(farm completion words (commandline -opc)[2..] 2>/dev/null)'
`,
    powershell: `Register-ArgumentCompleter -Native -CommandName farm -ScriptBlock {
  param($word, $ast)
  $before = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" } | Where-Object { $_ -ne $word })
  farm completion words @before 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`,
};

export const command: Command = {
    usage: "bash|zsh|fish|powershell",
    description: ["Print a script that completes commands and options of farm: eval \"$(farm completion bash)\"."],
    options: {},
    words: Infinity,
    async run({ args, console }) {
        const [shell, ...before] = args.positionals;
        if (shell === "words") {
            const { wordsAfter } = await import("../main.js");
            console.out((await wordsAfter(before)).map(word => `${word}\n`).join(""));
            return ExitCode.success;
        }
        if (shell === undefined || !Object.hasOwn(SHELLS, shell)) throw new UsageError(`completion is for ${Object.keys(SHELLS).join(", ")}, not ${shell ?? "nothing"}`);
        console.out(SHELLS[shell]!);
        return ExitCode.success;
    },
};
