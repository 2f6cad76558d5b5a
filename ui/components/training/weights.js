// The picture of a training, with the filters and their maps after each epoch.

/** @import { Unpacked } from "../shared/arrays.js" */
/** @import { Palette } from "../shared/colors.js" */
/** @import { Source } from "../shared/sources.js" */
/** @import { TrainingArrays, TrainingData } from "../shared/wire.js" */

import { decoded } from "../shared/arrays.js";
import { grayColor, signedColor } from "../shared/colors.js";
import { partOf } from "../shared/elements.js";
import { Grid } from "../shared/grids.js";
import { made } from "../shared/nodes.js";
import { cellsFrom } from "../shared/numbers.js";
import { PHONE } from "../shared/sizes.js";
import { channelOf, sized } from "../shared/sources.js";

/**
 * Arrays of all epochs: (epochs, count, rows, columns).
 * @typedef {{ array: Unpacked, limit: number }} ByEpoch
 */

/** @type {(sent: TrainingArrays) => ByEpoch} */
const byEpoch = ({ values, limit }) => ({ array: decoded(values), limit });

export class Weights {
  /** @type {Grid[]} */
  grids = [];

  /** @type {{ filters: ByEpoch, maps: ByEpoch } | null} */
  arrays = null;

  epoch = 0; // in view
  built = ""; // what the grids are for
  width = 0; // pixels

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.box = partOf(root, ".weights", HTMLElement);
    this.picture = partOf(root, ".picture", HTMLElement);
    this.filters = partOf(root, ".filters", HTMLElement);
  }

  /**
   * Take what there is after the latest epoch; grids are made anew only for another picture, or another size or number.
   * @param {TrainingData} data
   * @param {boolean} isNew whether it is another training
   */
  take({ picture, filters, maps }, isNew) {
    if (!picture) {
      this.grids = [];
      return;
    }
    this.arrays = filters && maps && { filters: byEpoch(filters), maps: byEpoch(maps) };
    const built = `${picture.grid.values} ${filters?.values.shape.slice(1)} ${maps?.values.shape.slice(1)}`;
    if (!isNew && built === this.built) return;
    this.built = built;
    const source = channelOf(decoded(picture.grid), 0, grayColor(...picture.valueRange));
    const shown = new Grid(picture.title, "", source, { maxWidth: 176, maxHeight: 176 });
    this.grids = [shown];
    this.picture.replaceChildren(shown.figure);
    this.filters.replaceChildren();
    if (!this.arrays) return;
    const [, count] = this.arrays.filters.array.shape;
    const most = this.root.clientWidth < PHONE ? 104 : 118; // pixels; three in a row on a phone
    for (const number of cellsFrom(0, count)) {
      const filter = new Grid(`Filter ${number}`, "", this.source("filters", number), { maxWidth: most, maxHeight: most });
      const map = new Grid("Its map", "", this.source("maps", number), { maxWidth: most, maxHeight: most });
      const pair = made("div", "pair");
      pair.append(filter.figure, map.figure);
      this.filters.append(pair);
      this.grids.push(filter, map);
    }
  }

  /**
   * One filter or map of the epoch in view.
   * @param {"filters" | "maps"} name
   * @param {number} number
   * @returns {Source}
   */
  source(name, number) {
    const [, count, rows, columns] = this.arrays?.[name].array.shape ?? [];
    /** @type {Source["value"]} */
    const value = (row, column) => this.arrays?.[name].array.numbers[((this.epoch * count + number) * rows + row) * columns + column] ?? NaN;
    return { rows, columns, value, color: (row, column, palette) => signedColor(this.arrays?.[name].limit ?? 1)(value(row, column), palette) };
  }

  fit() {
    const width = this.box.clientWidth || this.root.clientWidth;
    if (width !== this.width || this.grids.some((grid) => !grid.width)) for (const grid of this.grids) grid.fit(width, 1);
    this.width = width;
  }

  /**
   * @param {number} epoch
   * @param {Palette} palette
   */
  draw(epoch, palette) {
    this.epoch = epoch;
    for (const grid of this.grids) {
      grid.draw(palette);
      grid.describe(`${grid.title}, ${sized(grid)}`);
    }
  }
}
