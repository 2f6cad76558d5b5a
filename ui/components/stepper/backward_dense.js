// Backward through a dense layer, to what came in: an entry's gradient adds up what every unit sends back over its weight.

/** @import { BackwardDenseCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded, largestOf } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import {
  written, factor, asRead, equals, tinted, result, cellsFrom, sumOf, inThousands, counted,
} from "../shared/numbers.js";
import { pagesOf } from "../shared/pages.js";
import { VectorGrid } from "../shared/vector_grid.js";
import { card } from "./card.js";

/** @type {(data: BackwardDenseCard) => Operation} */
export const operation = (data) => {
  const upstream = decoded(data.upstream).numbers;
  const { numbers: weights, shape: [length, units] } = decoded(data.weights);
  const output = decoded(data.output).numbers;
  let entry = 0;
  /** @type {(unit: number) => number} */
  const weightAt = (unit) => weights[entry * units + unit];
  /** @type {(unit: number) => number} */
  const product = (unit) => upstream[unit] * weightAt(unit);
  /** @type {(title: string, value: (unit: number) => number, limit: number, names?: string[]) => VectorGrid} */
  const row = (title, value, limit, names) => {
    const color = signedColor(limit);
    return new VectorGrid(title, "", { count: units, per: units, names, value,
      color: (i, palette) => color(value(i), palette), where: (i) => `unit ${data.names[i]}` });
  };
  const [most, heaviest] = [largestOf(upstream), largestOf(weights)];
  const rows = [row(data.title, (i) => upstream[i], most, data.names), row("Weights", weightAt, heaviest),
    row("Products", product, most * heaviest)];
  const view = pagesOf(length, data.maps, (k) => k);
  const gathered = view.grid(data.outputTitle, "", output, largestOf(output), true);

  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    entry = step;
    const name = data.places[step];
    for (const part of rows) {
      part.drawPlaces(palette);
      part.describe(`${part.title}: ${cellsFrom(0, units).map((i) => `${data.names[i]} ${written(part.value(0, i))}`).join(", ")}`);
    }
    rows[1].note.textContent = `of ${name} in every unit`;
    view.turnTo(step);
    gathered.note.textContent = view.note("entries", 0);
    gathered.drawPlaces(palette, { blank: (place) => view.start + place > shown && view.start + place !== step });
    gathered.frameAt(step - view.start);
    gathered.describe(`${data.outputTitle}, now at entry ${step}: ${written(output[step])}`);
    const terms = cellsFrom(0, units).map((i) => tinted(`${factor(upstream[i])}·${factor(weightAt(i))}`, product(i)));
    const read = sumOf(cellsFrom(0, units).map((i) => asRead(upstream[i]) * asRead(weightAt(i))));
    return {
      sum: `${terms.join(" + ")} ${equals(read, output[step])} ${result(output[step])}`,
      say: `${name} feeds ${counted(units, "unit")}, ${units === 1 ? "which" : "and each"} sends back its gradient `
        + `times the weight between them${units === 1 ? ":" : ". Added up:"} <b>${written(output[step])}</b>.`,
      at: `entry ${inThousands(step)} · ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  const lines = rows.flatMap((part, number) => [["", "×", "="][number], part.figure]);
  return { parts: [{ columns: 2, narrow: 1, parts: [...lines, "→", gathered.figure] }], grids: [...rows, gathered], target: gathered,
    picks: [view.pick(gathered)], count: length, show };
};

export default card(operation);
