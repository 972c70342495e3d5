import { Gauge } from "./gauge";
import { Menu, type Dish } from "./menu";
import { outline } from "./print";
import { ui } from "./ui";

const dishes: Dish[] = [
  { name: "barley soup", price: 3 },
  { name: "eel pie", price: 11 },
  { name: "honey bread", price: 2, sold: true },
];

const screen = (
  <column gap={8}>
    <Menu dishes={dishes} purse={10} />
    <Gauge name="mood" value={18} />
    <Gauge name="fire" value={70} max={80} />
  </column>
);

print(outline(screen));
