export const banner = (text: string) => ["=".repeat(text.length), text, "=".repeat(text.length)].join("\n");
