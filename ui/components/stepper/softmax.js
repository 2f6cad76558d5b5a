// Softmax: four rows of one number a class, from the logits to the shares.

/** @import { SoftmaxCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded, largestOf } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { written, factor, asRead, equals, result } from "../shared/numbers.js";
import { percent, percentCell, asReadFine, fine } from "../shared/shares.js";
import { VectorGrid } from "../shared/vector_grid.js";
import { card } from "./card.js";

/** @type {(data: SoftmaxCard) => Operation} */
export const operation = (data) => {
  const stages = [data.logits, data.shifted, data.exponentials, data.probabilities].map((packed) => decoded(packed).numbers);
  const [logits, shifted, exponentials, probabilities] = stages;
  const count = logits.length;
  const largest = Math.max(...logits);
  const titles = [data.title, "Minus the largest", "e to that power", "Divided by their sum: the shares"];
  const notes = [`the largest is ${written(largest)}`, "now the largest is 0", `their sum is ${fine(data.total)}`, "in percent; their sum is 100"];
  const grids = stages.map((numbers, stage) => {
    const color = signedColor(stage > 1 ? 1 : largestOf(numbers));
    return new VectorGrid(titles[stage], notes[stage], { count, per: count, names: stage % 3 ? undefined : data.names,
      value: (i) => numbers[i], writer: stage === 3 ? () => percentCell : undefined,
      color: (i, palette) => color(numbers[i], palette), where: (i) => data.names[i] }, { big: true });
  });
  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    grids.forEach((grid, stage) => {
      grid.drawPlaces(palette, { dim: (i) => i !== step, blank: stage > 0 && ((i) => i > shown && i !== step) });
      grid.frameAt(step);
      grid.describe(`${titles[stage]}, now ${data.names[step]}: ${[written, written, written, percent][stage](stages[stage][step])}`);
    });
    const taken = equals(asRead(logits[step]) - asRead(largest), shifted[step]);
    const equal = equals(asReadFine(exponentials[step]) / asReadFine(data.total), probabilities[step], asReadFine);
    return {
      sum: `e<sup>${written(logits[step])} − ${factor(largest)}</sup> ${taken} e<sup>${written(shifted[step])}</sup> `
        + `${shifted[step] === 0 ? "=" : "≈"} ${fine(exponentials[step])}<br>`
        + `${fine(exponentials[step])} ÷ ${fine(data.total)} ${equal} ${result(probabilities[step], fine)}`,
      say: `The network gives “${data.names[step]}” <b>${percent(probabilities[step])}</b> of the whole.`,
      at: `class ${data.names[step]} · ${step + 1} of ${count}`,
    };
  };
  const lines = grids.flatMap((grid, stage) => [stage ? "↓" : "", grid.figure]);
  return { parts: [{ columns: 2, narrow: 1, parts: lines }], grids, target: grids[3], count, show,
    picks: grids.map((grid) => [grid, grid.index]) };
};

export default card(operation);
