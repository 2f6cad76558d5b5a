// Backward through an activation: the slope of its curve is a gate, wide open, shut, or in between.

/** @import { BackwardGateCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded } from "../shared/arrays.js";
import { Lens } from "../shared/lens.js";
import { fillMap, mapGrid, nowAt, stopAt } from "../shared/maps.js";
import { written, factor, asRead, equals, result } from "../shared/numbers.js";
import { filled, onSide } from "../shared/sentences.js";
import { FINE } from "../shared/sizes.js";
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
    const { said, exact } = onSide(data.words, x);
    return {
      sum: `slope(${written(x)}) ${exact ? equals(open, open) : "≈"} ${written(open)}<br>`
        + `${factor(open)}·${factor(from)} ${equals(asRead(open) * asRead(from), to)} ${result(to)}`,
      say: filled(said, { x: written(x), slope: written(open), y: `<b>${written(to)}</b>` }),
      at: stopAt(after, step, "cell"),
    };
  };
  const parts = maps.flatMap(({ figure }, i) => (i ? [["→", "×", "="][i - 1], figure] : [figure]));
  return { parts, grids: maps, target: after, count: output.length, show, lens: new Lens([after, ...maps.slice(0, 3)]),
    picks: maps.map((map) => [map, map.index]) };
};

export default card(operation);
