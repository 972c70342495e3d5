import { DataError } from "@core/assert";
import * as tables from "@data";
import { Armor } from "./armor";
import type { Item, ItemKind } from "./item";
import { Potion } from "./potion";
import { Scroll } from "./scroll";
import { Weapon } from "./weapon";

type Table<D extends tables.ItemData> = ReadonlyMap<string, D>;

function maker<D extends tables.ItemData>(table: Table<D>, itemClass: new (data: D) => Item) {
    return {
        ids: () => [...table.keys()],
        create: (id: string): Item | undefined => {
            const data = table.get(id);
            return data && new itemClass(data);
        },
        rows: () => [...table.values()] as tables.ItemData[],
    };
}

/** Creates items of every kind from the rows of the JSON tables. */
class ItemFactory {
    private readonly makers = {
        weapon: maker(tables.weapons, Weapon),
        armor: maker(tables.armor, Armor),
        potion: maker(tables.potions, Potion),
        scroll: maker(tables.scrolls, Scroll),
    } satisfies Record<ItemKind, unknown>;

    get kinds(): ItemKind[] {
        return ["weapon", "armor", "potion", "scroll"];
    }

    create(kind: ItemKind, id: string): Item {
        const item = this.makers[kind].create(id);
        if (item === undefined) {
            throw new DataError(`no ${kind} of that name`, id);
        }
        return item;
    }

    /** "potion:healing" */
    parse(key: string): Item {
        const [kind, id = ""] = key.split(":");
        if (!this.isKind(kind)) {
            throw new DataError("no such kind of item", kind);
        }
        return this.create(kind, id);
    }

    isKind(kind: string): kind is ItemKind {
        return kind in this.makers;
    }

    *catalogue(): Generator<readonly [ItemKind, tables.ItemData]> {
        for (const kind of this.kinds) {
            for (const row of this.makers[kind].rows()) {
                yield [kind, row] as const;
            }
        }
    }
}

const factory = new ItemFactory();

export default factory;
