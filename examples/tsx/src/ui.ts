/** The element tree that the renderer walks; nothing here knows about pixels. */
export namespace ui {
  export type Child = Node | string | number | boolean | undefined | Child[];
  export type Props = Record<string, unknown>;
  export interface Node {
    kind: string;
    props: Props;
    children: Array<Node | string>;
  }
  export type Component<P> = (props: P & { children: Child[] }) => Node;
  export interface Widget {
    render(): Node;
  }
  export type WidgetClass<P> = new (props: P & { children: Child[] }) => Widget;

  const FRAGMENT = "fragment";

  /** Several elements without one around them. */
  export function Fragment({ children }: { children?: Child[] }): Node {
    return { kind: FRAGMENT, props: {}, children: flatten(children ?? [], []) };
  }

  function flatten(children: Child[], into: Array<Node | string>): Array<Node | string> {
    for (const child of children) {
      if (Array.isArray(child)) {
        flatten(child, into);
      } else if (typeof child === "object") {
        if (child.kind === FRAGMENT) {
          into.push(...child.children);
        } else {
          into.push(child);
        }
      } else if (child !== undefined && typeof child !== "boolean") {
        into.push(`${child}`);
      }
    }
    return into;
  }

  export function element<P extends object>(
    kind: string | Component<P> | WidgetClass<P>,
    props: P | null,
    ...children: Child[]
  ): Node {
    if (typeof kind === "string") {
      return { kind, props: { ...props }, children: flatten(children, []) };
    }
    const all = { ...(props ?? {}), children } as unknown as P & { children: Child[] };
    if (typeof kind === "function") {
      return (kind as Component<P>)(all);
    }
    return new (kind as WidgetClass<P>)(all).render();
  }
}

declare global {
  namespace JSX {
    type Element = ui.Node;
    interface ElementClass extends ui.Widget {}
    interface ElementChildrenAttribute {
      children: unknown;
    }
    interface IntrinsicElements {
      column: { gap?: number; children?: unknown };
      row: { gap?: number; align?: "left" | "right"; children?: unknown };
      label: { colour?: string; size?: number; children?: unknown };
      button: { id: string; disabled?: boolean; onPress?: (this: void) => void; children?: unknown };
      bar: { value: number; max: number; "data-name"?: string };
    }
  }
}
