// Backward through flatten: every number of the vector goes back to its place in its map.

/** @import { BackwardFlattenCard } from "../shared/wire.js" */
/** @import { Operation, Pick } from "./view.js" */

import { decoded } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { Grid } from "../shared/grids.js";
import { Lens } from "../shared/lens.js";
import { written, result, inThousands } from "../shared/numbers.js";
import { pagesOf } from "../shared/pages.js";
import { cellOf, channelOf } from "../shared/sources.js";
import { card } from "./card.js";

/** @type {(data: BackwardFlattenCard) => Operation} */
export const operation = (data) => {
  const output = decoded(data.output.numbers);
  const [channels, height, width] = output.shape;
  const length = output.numbers.length;
  const color = signedColor(data.output.limit);
  const view = pagesOf(length, channels, (k) => k);
  const vector = view.grid(data.title, "", output.numbers, data.output.limit, true);
  const maps = data.names.map((name, channel) =>
    new Grid(name, `${height} × ${width}`, channelOf(output, channel, color), { maxWidth: 230, maxHeight: 230, across: channels }));
  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    const [channel, inMap] = cellOf(step, height * width);
    const [row, column] = cellOf(inMap, width);
    view.turnTo(step);
    vector.note.textContent = view.note("entries", 0);
    vector.drawPlaces(palette, { dim: (place) => view.start + place !== step });
    vector.frameAt(step - view.start);
    vector.describe(`${data.title}, now at entry ${step}: ${written(output.numbers[step])}`);
    maps.forEach((map, i) => {
      /** @type {(row: number, column: number) => number} */
      const entry = (r, c) => i * height * width + map.index(r, c);
      map.draw(palette, { blank: (r, c) => entry(r, c) > shown && entry(r, c) !== step });
      map.unframe();
      map.describe(`Gradient of ${map.title}, ${height} × ${width}${i === channel ? `, now at row ${row}, column ${column}` : ""}`);
    });
    maps[channel].frame(row, column, 1, 1);
    return {
      sum: `entry ${step} = ${channel}·${height}·${width} + ${row}·${width} + ${column} → `
        + `map ${channel}, row ${row}, column ${column}: ${result(output.numbers[step])}`,
      say: `Entry ${inThousands(step)} came from map ${channel} (${data.names[channel]}), row ${row}, column ${column}: `
        + `its gradient <b>${written(output.numbers[step])}</b> goes back there, unchanged.`,
      at: `entry ${inThousands(step)} · ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  /** @type {Pick[]} */
  const picks = maps.map((map, channel) => [map, (r, c) => channel * height * width + map.index(r, c)]);
  picks.push(view.pick(vector));
  const row = { columns: maps.length, even: true, parts: maps.map((map) => map.figure) };
  return { parts: [{ columns: 1, even: true, parts: [vector.figure, "↓", row] }], grids: [vector, ...maps],
    target: vector, picks, count: length, show, lens: new Lens(maps) };
};

export default card(operation);
