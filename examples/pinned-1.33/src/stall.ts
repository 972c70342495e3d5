import type { Deal, Ware } from "./stall.types";

const isSold = (deal: Deal): deal is Extract<Deal, { kind: "sold" }> => deal.kind === "sold";

export class Stall implements Disposable {
  private readonly wares = new Map<string, Ware>();
  private readonly ledger: Deal[] = [];

  constructor(readonly owner: string) {}

  put(...wares: Ware[]): this {
    for (const ware of wares) {
      this.wares.set(ware.name, { ...ware, stock: (this.wares.get(ware.name)?.stock ?? 0) + ware.stock });
    }
    return this;
  }

  haggle(name: string, offer: number): Deal {
    const ware = this.wares.get(name);
    const deal: Deal = !ware?.stock
      ? { kind: "refused", reason: `no ${name}` }
      : offer < ware.price * 0.8
        ? { kind: "refused", reason: "an insult" }
        : { kind: "sold", ware, for: offer };
    if (isSold(deal)) {
      deal.ware.stock--;
      deal.ware.price **= 1.05;
    }
    this.ledger.push(deal);
    return deal;
  }

  takings(): number {
    return this.ledger.filter(isSold).reduce((sum, deal) => sum + deal.for, 0);
  }

  [Symbol.dispose](): void {
    print(`${this.owner} packs up with ${string.format("%.2f", this.takings())}`);
  }
}
