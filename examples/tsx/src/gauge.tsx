import { ui } from "./ui";

interface GaugeProps {
  name: string;
  value: number;
  max?: number;
  children?: unknown;
}

/** A named bar; a class, because it remembers nothing but could. */
export class Gauge implements ui.Widget {
  constructor(private readonly props: GaugeProps) {}

  render() {
    const { name, value, max = 100 } = this.props;
    return (
      <row gap={4}>
        <label colour={value < max * 0.25 ? "red" : "white"}>{name}</label>
        <bar value={Math.min(value, max)} max={max} data-name={name} />
      </row>
    );
  }
}
