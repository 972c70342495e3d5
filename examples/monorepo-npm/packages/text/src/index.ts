export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function* columns(lines: Iterable<string>, width: number): Generator<string> {
  for (const line of lines) {
    yield line.padEnd(width, ".");
  }
}

export { banner } from "./banner";
