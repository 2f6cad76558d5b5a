// Flatten: maps laid out one after the other as one vector.

/** @import { FlattenCard } from "../shared/wire.js" */
/** @import { Operation, Pick } from "./view.js" */

import { decoded } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { Grid } from "../shared/grids.js";
import { Lens } from "../shared/lens.js";
import { written, result, inThousands } from "../shared/numbers.js";
import { pagesOf } from "../shared/pages.js";
import { cellOf, channelOf } from "../shared/sources.js";
import { card } from "./card.js";

/** @type {(data: FlattenCard) => Operation} */
export const operation = (data) => {
  const input = decoded(data.input.numbers);
  const [channels, height, width] = input.shape;
  const length = input.numbers.length;
  const color = signedColor(data.input.limit);
  const still = height * width > 1500; // cells too small to dim one by one
  const maps = data.names.map((name, channel) =>
    new Grid(name, `${height} × ${width}`, channelOf(input, channel, color), { maxWidth: 230, maxHeight: 230, across: channels }));
  const view = pagesOf(length, channels, (k) => k);
  const vector = view.grid("Vector", "", input.numbers, data.input.limit, true);
  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    const [channel, inMap] = cellOf(step, height * width);
    const [row, column] = cellOf(inMap, width);
    maps.forEach((map, i) => {
      map.draw(palette, still ? {} : { dim: (r, c) => i !== channel || r !== row || c !== column });
      map.unframe();
      map.describe(`${map.title}, ${height} × ${width}${i === channel ? `, now at row ${row}, column ${column}` : ""}`);
    });
    maps[channel].frame(row, column, 1, 1);
    view.turnTo(step);
    vector.note.textContent = view.note("entries", 0);
    vector.drawPlaces(palette, { blank: (place) => view.start + place > shown && view.start + place !== step });
    vector.frameAt(step - view.start);
    vector.describe(`Vector, now at entry ${step}: ${written(input.numbers[step])}`);
    return {
      sum: `map ${channel}, row ${row}, column ${column} → `
        + `entry ${channel}·${height}·${width} + ${row}·${width} + ${column} = ${result(step)}`,
      say: `Entry ${inThousands(step)} of the vector is <b>${written(input.numbers[step])}</b>. `
        + `It stood in map ${channel} (${data.names[channel]}), row ${row}, column ${column}.`,
      at: `entry ${inThousands(step)} · ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  /** @type {Pick[]} */
  const picks = maps.map((map, channel) => [map, (r, c) => channel * height * width + map.index(r, c)]);
  picks.push(view.pick(vector));
  const row = { columns: maps.length, even: true, parts: maps.map((map) => map.figure) };
  return { parts: [{ columns: 1, even: true, parts: [row, "↓", vector.figure] }], grids: [...maps, vector],
    target: vector, picks, count: length, show, lens: new Lens(maps) };
};

export default card(operation);
