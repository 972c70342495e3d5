import { ui } from "./ui";

export interface Dish {
  name: string;
  price: number;
  sold?: boolean;
}

interface EntryProps {
  dish: Dish;
  purse: number;
}

function Entry({ dish, purse }: EntryProps): ui.Node {
  const tooDear = dish.price > purse;
  const shared = { id: `buy-${dish.name}`, disabled: tooDear || dish.sold === true };
  return (
    <row align="right">
      <label>
        {dish.name}: {dish.price} copper
      </label>
      <button {...shared} onPress={() => print(`bought ${dish.name}`)}>
        {tooDear ? "too dear" : "buy"}
      </button>
    </row>
  );
}

/** A fragment, so that whoever shows the menu decides about the column. */
export function Menu({ dishes, purse }: { dishes: Dish[]; purse: number }) {
  return (
    <>
      <label size={20}>Tonight &amp; tomorrow</label>
      {dishes.filter(dish => !dish.sold).map(dish => (
        <Entry dish={dish} purse={purse} />
      ))}
      {dishes.length === 0 && <label>The kitchen is closed.</label>}
    </>
  );
}
