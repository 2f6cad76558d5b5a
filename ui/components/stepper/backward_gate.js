// Backward through an activation: the slope of its curve is a gate, wide open, shut, or in between.

import { written, factor, asRead, equals, result, filled, onSide } from "../shared/numbers.js";
import { decoded, FINE, cellOf, mapGrid, nowAt, fillMap, stopAt } from "../shared/grids.js";
import { Lens } from "../shared/lens.js";
import { card } from "./card.js";

export function operation(data) {
  const names = ["input", "slope", "upstream", "output"];
  const [input, slope, upstream, output] = names.map((name) => decoded(data[name]).numbers);
  const maps = names.map((name) => mapGrid(data[name], decoded(data[name]), { maxWidth: 240 }));
  const after = maps[3];
  const show = (step, palette, shown) => {
    const [row, column] = cellOf(step, after.columns);
    maps.slice(0, 3).forEach((map) => {
      map.draw(palette, { dim: map.cell < FINE ? null : (r, c) => r !== row || c !== column });
      map.frame(row, column, 1, 1);
      map.describe(nowAt(map, row, column));
    });
    fillMap(after, step, palette, shown);
    const [from, x, open, to] = [upstream[step], input[step], slope[step], output[step]];
    const { said, exact } = onSide(data.words, x);
    return {
      sum: `slope(${written(x)}) ${exact ? equals(open, open) : "≈"} ${written(open)}<br>`
        + `${factor(open)}·${factor(from)} ${equals(asRead(open) * asRead(from), to)} ${result(to)}`,
      say: filled(said, { x: written(x), slope: written(open), y: `<b>${written(to)}</b>` }),
      at: stopAt(after, step, "cell"),
    };
  };
  const parts = maps.flatMap((map, number) => [...(number ? [["→", "×", "="][number - 1]] : []), map.figure]);
  return { parts, grids: maps, target: after, count: output.length, show, lens: new Lens([after, ...maps.slice(0, 3)]),
    picks: maps.map((map) => [map, map.index]) };
}

export default card(operation);
