export interface Ware {
  readonly name: string;
  price: number;
  stock: number;
}

export type Deal = { kind: "sold"; ware: Ware; for: number } | { kind: "refused"; reason: string };
