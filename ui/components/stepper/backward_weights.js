// Backward through a dense layer, to the weights of one unit: what came in times what the unit sends back.

/** @import { BackwardWeightsCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded, largestOf } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { written, factor, asRead, equals, result, inThousands, counted } from "../shared/numbers.js";
import { pagesOf } from "../shared/pages.js";
import { VectorGrid } from "../shared/vector_grid.js";
import { card } from "./card.js";

/** @type {(data: BackwardWeightsCard) => Operation} */
export const operation = (data) => {
  const [inputs, upstream, output] = [data.input, data.upstream, data.output].map((packed) => decoded(packed).numbers);
  const length = inputs.length;
  const back = upstream[data.unitIndex];
  const view = pagesOf(length, data.maps, (k) => k);
  const entries = view.grid(data.inputTitle, "", inputs, largestOf(inputs), true);
  const color = signedColor(largestOf(upstream));
  const units = new VectorGrid(data.title, counted(upstream.length, "unit"), { count: upstream.length, per: upstream.length, names: data.names,
    value: (i) => upstream[i], color: (i, palette) => color(upstream[i], palette), where: (i) => `unit ${data.names[i]}` });
  const gradients = view.grid(`Gradient of the weights of “${data.unit}”`, "", output, largestOf(output), true);

  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    const gradient = output[step];
    view.turnTo(step);
    /** @type {(place: number) => boolean} */
    const unseen = (place) => view.start + place > shown && view.start + place !== step;
    for (const part of [entries, gradients]) {
      part.drawPlaces(palette, { dim: (place) => view.start + place !== step, blank: part === gradients && unseen });
      part.frameAt(step - view.start);
    }
    entries.note.textContent = view.note("entries", 0);
    entries.describe(`${data.inputTitle}, now entry ${step}: ${written(inputs[step])}`);
    units.drawPlaces(palette, { dim: (i) => i !== data.unitIndex });
    units.frameAt(data.unitIndex);
    units.describe(`${data.title}, now unit ${data.unit}: ${written(back)}`);
    gradients.describe(`${gradients.title}, now entry ${step}: ${written(gradient)}`);
    const name = data.places[step];
    return {
      sum: `${factor(inputs[step])}·${factor(back)} ${equals(asRead(inputs[step]) * asRead(back), gradient)} ${result(gradient)}`,
      say: asRead(gradient) === 0 ? (asRead(inputs[step]) === 0 ? `${name} is 0: its weight changes nothing here, so its gradient is <b>0</b>.`
        : `${name} is ${written(inputs[step])}, but the gradient of its unit ${written(back)}: that of its weight is <b>0</b>.`)
        : `${name} is ${written(inputs[step])}. The gradient of its weight is <b>${written(gradient)}</b>: `
          + `a slightly ${gradient < 0 ? "larger" : "smaller"} weight makes the loss smaller.`,
      at: `weight ${inThousands(step)} · ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  const lines = ["", entries.figure, "×", units.figure, "=", gradients.figure];
  return { parts: [{ columns: 2, narrow: 1, parts: lines }], grids: [entries, units, gradients], target: gradients,
    picks: [entries, gradients].map(view.pick), count: length, show };
};

export default card(operation);
