import type { Actor } from "../entities/actor";
import type { Item } from "../items/item";
import type { Level } from "../world/level";

export interface GameEvents {
    turn: { readonly turn: number };
    kill: { readonly victim: Actor; readonly by?: Actor };
    descend: { readonly level: Level };
    pickup: { readonly item: Item };
    hurt: { readonly who: Actor; readonly amount: number };
    quest: { readonly title: string; readonly state: QuestState };
    over: { readonly won: boolean; readonly cause: string };
}

export const enum QuestState {
    Open = "open",
    Done = "done",
    Failed = "failed",
}
