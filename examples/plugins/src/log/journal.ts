export interface Entry {
  night: number;
  text: string;
  line?: Line;
}

const entries: Entry[] = [];

export function note(night: number, text: string, line?: Line): void {
  debugging.trace("note", text);
  entries.push({ night, text, line });
}

export function pages(): string[] {
  return entries.map(entry => `${entry.night}: ${entry.text}${entry.line ? ` - ${entry.line.who}: "${entry.line.text}"` : ""}`);
}
