// source-map's SourceNode as plain JSON and back, without losing how it is cut into pieces.
import { SourceNode } from "source-map";

export type FrozenNode = [line: number | null, column: number | null, source: string | null, name: string | null, children: Array<FrozenNode | string>];

export function freeze(node: SourceNode): FrozenNode {
    const { line, column, source, name } = node as unknown as Record<string, never>;
    return [line, column, source, name, node.children.map(child => (typeof child === "string" ? child : freeze(child)))];
}

export function thaw([line, column, source, name, children]: FrozenNode): SourceNode {
    const node = new SourceNode(line, column, source);
    node.name = name as string;
    node.children = children.map(child => (typeof child === "string" ? child : thaw(child))) as SourceNode[];
    return node;
}
