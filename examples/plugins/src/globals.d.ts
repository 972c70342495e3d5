/** @noSelfInFile */

declare type Fathoms = number & { readonly __unit?: "fathom" };

/** Figures of data/balance.csv; a plugin writes them into the Lua. */
declare const balance: {
  oil: { price: number; burn: number };
  storm: { chance: number };
  ship: { reward: number; loss: number };
};

declare interface Line {
  who: string;
  text: string;
  mood?: string;
}

/** A line of data/dialogue.yaml by its name. */
declare function line(this: void, name: TemplateStringsArray): Line;

declare function say(this: void, text: string, number?: number): void;

declare namespace debugging {
  function trace(this: void, ...values: unknown[]): void;
  function assert(this: void, condition: boolean, message: string): void;
}

declare module "native:tide" {
  export function level(this: void, hour: number): number;
}
