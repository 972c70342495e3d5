const VOWELS = "aeiou";

export function capitalize(text: string): string {
    return text.length > 0 ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

export function titleCase(text: string): string {
    return text
        .split(" ")
        .map((word) => (word === "of" || word === "the" ? word : capitalize(word)))
        .join(" ");
}

export function article(noun: string): string {
    return VOWELS.includes(noun.charAt(0).toLowerCase()) ? `an ${noun}` : `a ${noun}`;
}

export function plural(count: number, noun: string): string {
    if (count === 1) return article(noun);
    const many = noun.endsWith("s") ? `${noun}es` : noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
    return `${count} ${many}`;
}

/** "a, b and c" */
export function list(parts: readonly string[]): string {
    switch (parts.length) {
        case 0:
            return "nothing";
        case 1:
            return parts[0];
        default:
            return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
    }
}

export function wrap(text: string, width: number): string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of text.trim().split(" ")) {
        if (line !== "" && line.length + word.length + 1 > width) {
            lines.push(line);
            line = word;
        } else {
            line = line === "" ? word : `${line} ${word}`;
        }
    }
    if (line !== "") lines.push(line);
    return lines;
}

export function bar(value: number, max: number, width = 10): string {
    const filled = max > 0 ? Math.floor((value * width) / max) : 0;
    return `[${"#".repeat(filled)}${".".repeat(width - filled)}]`;
}

/** Fills `{name}` in a template. */
export function fill(template: string, values: Record<string, string | number>): string {
    let text = template;
    for (const [name, value] of Object.entries(values)) {
        text = text.replaceAll(`{${name}}`, `${value}`);
    }
    return text;
}

export function slug(text: string): string {
    return text.toLowerCase().trim().replaceAll(" ", "-");
}

export function column(text: string | number, width: number): string {
    return typeof text === "number" ? `${text}`.padStart(width) : text.padEnd(width).substring(0, width);
}
