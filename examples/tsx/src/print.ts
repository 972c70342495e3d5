import type { ui } from "./ui";

/** The tree as text: what the tests of the screens compare. */
export function outline(node: ui.Node | string, depth = 0): string {
  const indent = "  ".repeat(depth);
  if (typeof node === "string") {
    return `${indent}"${node}"\n`;
  }
  const names = Object.keys(node.props).sort();
  const props = names
    .filter(name => typeof node.props[name] !== "function")
    .map(name => ` ${name}=${node.props[name]}`)
    .join("");
  return `${indent}${node.kind}${props}\n${node.children.map(child => outline(child, depth + 1)).join("")}`;
}
