// Backward through the loss: what each share is, less what it should be.

import { MINUS, written, equals, result, inThousands } from "../shared/numbers.js";
import { fineCell, asReadFine, fine } from "../shared/shares.js";
import { decoded, signedColor, largestOf } from "../shared/grids.js";
import { VectorGrid } from "../shared/vector_grid.js";
import { card } from "./card.js";

export function operation(data) {
  const [shares, targets, output] = ["shares", "targets", "output"].map((name) => decoded(data[name]).numbers);
  const count = shares.length;
  const rows = [[shares, "Shares", data.names, 1], [targets, "What they should be", undefined, 1],
    [output, data.title, data.names, largestOf(output)]];
  const grids = rows.map(([numbers, title, names, limit], row) => {
    const color = signedColor(limit);
    return new VectorGrid(title, row === 1 ? "1 for the right class, else 0" : "", { count, per: count, names,
      value: (i) => numbers[i], writer: row ? undefined : () => fineCell,
      color: (i, palette) => color(numbers[i], palette), where: (i) => data.names[i] }, { big: true });
  });
  const show = (step, palette, shown) => {
    grids.forEach((grid, row) => {
      grid.drawPlaces(palette, { dim: (i) => i !== step, blank: row === 2 && ((i) => i > shown && i !== step) });
      grid.frameAt(step);
      grid.describe(`${grid.title}, now ${data.names[step]}: ${written(rows[row][0][step])}`);
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
}

export default card(operation);
