// Backward through an activation: the slope of its curve is a gate, wide open, shut, or in between.

/** @import { BackwardGateCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded } from "../shared/arrays.js";
import { FINE } from "../shared/layout.js";
import { Lens } from "../shared/lens.js";
import { fillMap, mapGrid, nowAt, stopAt } from "../shared/maps.js";
import { written, factor, asRead, equals, result } from "../shared/numbers.js";
import { cellOf } from "../shared/sources.js";
import { card } from "./card.js";

/** @type {(data: BackwardGateCard) => Operation} */
export const operation = (data) => {
  const sent = [data.input, data.slope, data.upstream, data.output];
  const [input, slope, upstream, output] = sent.map(({ numbers }) => decoded(numbers).numbers);
  const maps = sent.map((map) => mapGrid(map, { maxWidth: 240 }));
  const after = maps[3];
  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    const [row, column] = cellOf(step, after.columns);
    maps.slice(0, 3).forEach((map) => {
      map.draw(palette, { dim: map.cell >= FINE && ((r, c) => r !== row || c !== column) });
      map.frame(row, column, 1, 1);
      map.describe(nowAt(map, row, column));
    });
    fillMap(after, step, palette, shown);
    const [from, x, open, to] = [upstream[step], input[step], slope[step], output[step]];
    const gate = data.kind !== "relu" ? `At ${written(x)} the curve has the slope ${written(open)}: that part of the gradient passes: `
      : open ? "Above zero: the gate is open, and the gradient passes unchanged: "
      : "Not above zero: the gate is shut, and nothing passes: ";
    return {
      sum: `slope(${written(x)}) ${data.kind === "relu" ? "=" : "≈"} ${written(open)}<br>`
        + `${factor(open)}·${factor(from)} ${equals(asRead(open) * asRead(from), to)} ${result(to)}`,
      say: `${gate}<b>${written(to)}</b>.`,
      at: stopAt(after, step, "cell"),
    };
  };
  const parts = maps.flatMap(({ figure }, i) => (i ? [["→", "×", "="][i - 1], figure] : [figure]));
  return { parts, grids: maps, target: after, count: output.length, show, lens: new Lens([after, ...maps.slice(0, 3)]),
    picks: maps.map((map) => [map, map.index]) };
};

export default card(operation);
