import type { Ware } from "./stall.types";

// An error on purpose: the wording is that of the project's own compiler.
export const lantern: Ware = { name: "lanterns", price: "9", stock: 5 };

export const odd: Promise<Ware> = { name: "masks", price: 7, stock: 1 };
