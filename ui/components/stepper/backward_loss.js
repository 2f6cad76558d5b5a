// Backward through the loss: what each share is, less what it should be.

/** @import { BackwardLossCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded, largestOf } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { MINUS, written, equals, result, inThousands } from "../shared/numbers.js";
import { fineCell, asReadFine, fine } from "../shared/shares.js";
import { VectorGrid } from "../shared/vector_grid.js";
import { card } from "./card.js";

/** @type {(data: BackwardLossCard) => Operation} */
export const operation = (data) => {
  const stages = [data.shares, data.targets, data.output].map((packed) => decoded(packed).numbers);
  const [shares, targets, output] = stages;
  const count = shares.length;
  const titles = ["Shares", "What they should be", data.title];
  const grids = stages.map((numbers, row) => {
    const color = signedColor(row === 2 ? largestOf(output) : 1);
    return new VectorGrid(titles[row], row === 1 ? "1 for the right class, else 0" : "", { count, per: count,
      names: row === 1 ? undefined : data.names, value: (i) => numbers[i], writer: row ? undefined : () => fineCell,
      color: (i, palette) => color(numbers[i], palette), where: (i) => data.names[i] }, { big: true });
  });
  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    grids.forEach((grid, row) => {
      grid.drawPlaces(palette, { dim: (i) => i !== step, blank: row === 2 && ((i) => i > shown && i !== step) });
      grid.frameAt(step);
      grid.describe(`${grid.title}, now ${data.names[step]}: ${written(stages[row][step])}`);
    });
    const [share, target, gradient] = [shares[step], targets[step], output[step]];
    const difference = share - target;
    const taken = equals(asReadFine(share) - target, difference, asReadFine);
    const factored = difference < 0 ? `(${fine(difference)})` : fine(difference);
    const scaled = `<br>${factored}·${inThousands(data.scale)} ${equals(asReadFine(difference) * data.scale, gradient)} ${result(gradient)}`;
    const told = data.scale === 1 ? fine(gradient) : written(gradient); // as the sum ends
    const name = `“${data.names[step]}”`;
    return {
      sum: `${fine(share)} ${MINUS} ${target} ${taken} ${data.scale === 1 ? result(difference, fine) : fine(difference) + scaled}`,
      say: `${name} is ${target ? "right" : "wrong"}, so its share should be ${target}. The gradient is <b>${told}</b>: `
        + (told === "0" ? "its share is what it should be." : `the loss ${target ? "falls" : "rises"} when this logit rises.`),
      at: `class ${data.names[step]} · ${step + 1} of ${count}`,
    };
  };
  const lines = grids.flatMap((grid, row) => [["", MINUS, "="][row], grid.figure]);
  return { parts: [{ columns: 2, narrow: 1, parts: lines }], grids, target: grids[2], count, show,
    picks: grids.map((grid) => [grid, grid.index]) };
};

export default card(operation);
